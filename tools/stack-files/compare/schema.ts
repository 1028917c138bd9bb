import type { Kind, Shape } from "../../../provisioners/stack/compose/shape/shape";
import type { JsonSchema } from "../client/embedded-schema";

const kinds: Record<string, Kind> = {
  string: "text",
  number: "number",
  integer: "whole",
  boolean: "boolean",
  object: "mapping",
  array: "list",
  null: "nothing",
};

/** The alternatives of a schema taken together. */
interface Flat {
  kinds: Set<Kind>;
  properties: Record<string, JsonSchema>;
  /** Of keys that are names. */
  others?: JsonSchema;
  extensible: boolean;
  open: boolean;
  items?: JsonSchema;
}

const pathOf = (path: string, key: string) => (path ? `${path}.${key}` : key);

/** Where our shape and the schema of the format 3.<version> differ, as lines. */
export function shapeApart(root: JsonSchema, shape: Shape, version: number): string[] {
  const walk = (schema: JsonSchema, shape: Shape, path: string): string[] => {
    const flat = flatten(schema, root);
    const ours = Object.entries(shape.keys ?? {}).filter(([, { since = 0 }]) => since <= version);
    const mine = new Map(ours);
    const theirs = Object.keys(flat.properties);
    const said = (what: string) => `3.${version} ${path || "the file"}: ${what}`;
    const extensible = shape.extensible !== undefined && shape.extensible <= version;
    const [left, right] = [[...flat.kinds].sort().join(), [...new Set(shape.kinds)].sort().join()];
    return [
      ...(left === right ? [] : [said(`${left} in the schema, ${right} in our shape`)]),
      ...theirs.filter((key) => !mine.has(key)).map((key) => said(`only the schema has ${key}`)),
      ...[...mine.keys()].filter((key) => !theirs.includes(key)).map((key) => said(`only our shape has ${key}`)),
      ...(flat.extensible === extensible ? [] : [said(`keys that begin with x-: ${flat.extensible} in the schema`)]),
      ...(flat.open === Boolean(shape.lenient || (shape.keys && shape.others))
        ? []
        : [said(`other keys: ${flat.open} in the schema`)]),
      ...theirs.flatMap((key) => walkInto(flat.properties[key], mine.get(key), pathOf(path, key))),
      ...walkInto(flat.others, shape.keys ? undefined : shape.others, pathOf(path, "*")),
      ...walkInto(flat.items, shape.items, `${path}[]`),
    ];
  };
  const walkInto = (schema: JsonSchema | undefined, shape: Shape | undefined, path: string) =>
    schema && shape ? walk(schema, shape, path) : [];
  return walk(root, shape, "");
}

/** All places of a schema, with `*` for names and elements. */
export function placesOf(root: JsonSchema): string[] {
  const walk = (schema: JsonSchema, path: string): string[] => {
    const { properties, others, items } = flatten(schema, root);
    return [
      ...Object.entries(properties).flatMap(([key, below]) => [pathOf(path, key), ...walk(below, pathOf(path, key))]),
      ...(others ? walk(others, pathOf(path, "*")) : []),
      ...(items ? walk(items, pathOf(path, "*")) : []),
    ];
  };
  return walk(root, "");
}

function flatten(schema: JsonSchema, root: JsonSchema): Flat {
  const name = schema.$ref?.replace("#/definitions/", "");
  if (name) return flatten(root.definitions?.[name] ?? {}, root);
  if (schema.oneOf) return schema.oneOf.map((each) => flatten(each, root)).reduce(together);
  const patterns = Object.entries(schema.patternProperties ?? {});
  const types = [schema.type ?? "object"].flat();
  return {
    kinds: new Set(types.map((type) => kinds[type] as Kind)),
    properties: schema.properties ?? {},
    others: patterns.find(([pattern]) => pattern !== "^x-")?.[1],
    extensible: patterns.some(([pattern]) => pattern === "^x-"),
    open: schema.properties !== undefined && schema.additionalProperties !== false,
    items: schema.items,
  };
}

function together(one: Flat, other: Flat): Flat {
  return {
    kinds: new Set([...one.kinds, ...other.kinds]),
    properties: { ...one.properties, ...other.properties },
    others: one.others ?? other.others,
    extensible: one.extensible || other.extensible,
    open: one.open || other.open,
    items: one.items ?? other.items,
  };
}
