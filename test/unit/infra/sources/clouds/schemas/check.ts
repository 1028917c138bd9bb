import schema from "../../../../../../plugin/schema.json";
import type { Recorded } from "../../../../recorded";
import { ProviderPackage } from "./read";
import type { Field, Fields, Shape } from "./shape";

/** The keys by which the engine knows a secret and an output; the text that stands for a value that is not yet known. */
const wrapped = "4dabf18193072939515e22adb298388d";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const packages = { aws: new ProviderPackage("aws"), digitalocean: new ProviderPackage("digitalocean") };

/** Inputs that resources of our own plugin do not have, as `type name: path problem`: it refuses them. */
export function unknownInputs(planned: readonly Pick<Recorded, "type" | "name" | "inputs">[]): string[] {
  const known = schema.resources as Record<string, { inputProperties: object }>;
  return planned.flatMap(({ type, name, inputs }) => {
    const { inputProperties } = known[type] ?? {};
    const names = inputProperties ? Object.keys(inputs).filter((key) => !(key in inputProperties)) : [];
    return names.filter((key) => inputs[key] !== undefined).map((key) => `${type} ${name}: ${key} is no input`);
  });
}

/** What the providers' packages say against the inputs of planned resources, as `type name: path problem`. */
export function schemaProblems(planned: readonly Pick<Recorded, "type" | "name" | "inputs">[]): string[] {
  return planned.flatMap(({ type, name, inputs }) => {
    const [first, , last] = type.split(":");
    const cloud = first === "pulumi" ? last : first;
    if (cloud !== "aws" && cloud !== "digitalocean") return [];
    const found = inFields(packages[cloud].inputsOf(type), inputs, "");
    return found.map((problem) => `${type} ${name}: ${problem}`);
  });
}

function inFields(fields: Fields, values: Record<string, unknown>, path: string): string[] {
  const missing = Object.entries(fields).filter(([name, { required }]) => required && values[name] === undefined);
  return [
    ...missing.map(([name]) => `${path}${name} is missing`),
    ...Object.entries(values).flatMap(([name, value]) => {
      const field = fields[name];
      return field ? inField(field, value, path + name) : [`${path}${name} is no input`];
    }),
  ];
}

function inField({ shape, values }: Field, value: unknown, path: string): string[] {
  const plain = bare(value);
  const found = inShape(shape, plain, path);
  if (found.length > 0 || !values || plain === unknown) return found;
  const texts = Array.isArray(plain) ? plain : [plain];
  return texts.filter((each) => !values.includes(String(each))).map((each) => `${path} has no value ${String(each)}`);
}

function inShape(shape: Shape, given: unknown, path: string): string[] {
  const value = bare(given);
  if (value === unknown || value === undefined || shape.kind === "any") return [];
  switch (shape.kind) {
    case "list":
      if (!Array.isArray(value)) return [`${path} must be a list`];
      return value.flatMap((each, index) => inShape(shape.of, each, `${path}[${index}]`));
    case "map":
      if (!isObject(value)) return [`${path} must be a map`];
      return Object.entries(value).flatMap(([key, each]) => inShape(shape.of, each, `${path}.${key}`));
    case "object":
      return isObject(value) ? inFields(shape.fields, value, `${path}.`) : [`${path} must be an object`];
    default:
      return typeof value === shape.kind ? [] : [`${path} must be a ${shape.kind}`];
  }
}

function bare(value: unknown): unknown {
  return isObject(value) && wrapped in value ? bare(value.value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
