import { isDeepStrictEqual } from "node:util";
import { type Field, fieldOf } from "../schema/field";
import type { Component } from "./components/component";
import { packageSettings } from "./package-settings";
import type { Resource } from "./resource";

type Json = Record<string, unknown>;

/** The Pulumi package schema: what other tools and languages know of the plugin. */
export function packageSchema(
  resources: readonly Resource[],
  version: string,
  components: readonly Component[] = [],
): Json {
  const types = new Types();
  const specs = resources.map((resource) => [`swarm:index:${resource.name}`, resourceSpec(resource, types)]);
  const componentSpecs = components.map((each) => [`swarm:index:${each.name}`, componentSpec(each, types)]);
  return {
    ...packageSettings,
    version,
    types: types.specs,
    resources: Object.fromEntries([...specs, ...componentSpecs]),
  };
}

function resourceSpec(resource: Resource, types: Types): Json {
  const inputs = fieldOf(resource.inputs);
  const outputs = fieldOf(resource.outputs);
  const all: Field = { properties: { ...inputs.properties, ...outputs.properties } };
  const present = Object.entries(inputs.properties ?? {})
    .filter(([key, field]) => inputs.required?.includes(key) || field.default !== undefined)
    .map(([key]) => key);
  return {
    description: resource.description,
    inputProperties: types.properties(inputs, resource.name, true),
    requiredInputs: inputs.required ?? [],
    properties: types.properties(all, resource.name, false),
    required: [...present, ...(outputs.required ?? [])],
  };
}

function componentSpec({ name, description, inputs, outputs }: Component, types: Types): Json {
  return {
    isComponent: true,
    description,
    inputProperties: types.properties(inputs, name, true),
    requiredInputs: inputs.required ?? [],
    properties: types.properties(outputs, name, false),
    required: outputs.required ?? [],
  };
}

/** The named types of the package: Pulumi has no nested objects without a name. */
class Types {
  readonly specs: Record<string, Json> = {};

  properties(field: Field, owner: string, isInput: boolean): Record<string, Json> {
    const entries = Object.entries(field.properties ?? {});
    return Object.fromEntries(entries.map(([key, child]) => [key, this.property(key, child, owner, isInput)]));
  }

  private property(key: string, field: Field, owner: string, isInput: boolean): Json {
    const place = `${owner}.${key}`;
    const spec: Json = this.type(field, place, isInput);
    if (field.description) spec.description = field.description;
    // The schema knows plain defaults only.
    if (isInput && ["string", "number", "boolean"].includes(typeof field.default)) spec.default = field.default;
    if (field.secret) spec.secret = true;
    // The provider's own diff decides; `replaceOnChanges` would make the engine decide as well.
    if (isInput && field.replaceOnChanges) spec.willReplaceOnChanges = true;
    return spec;
  }

  private type(field: Field, place: string, isInput: boolean): Json {
    const spec = this.shape(field, place, isInput);
    return isInput && field.plain ? { ...spec, plain: true } : spec;
  }

  private shape(field: Field, place: string, isInput: boolean): Json {
    if (field.type === "array") return { type: "array", items: this.type(field.items ?? {}, place, isInput) };
    if (field.properties || field.enum) return { $ref: `#/types/${this.token(field, place)}` };
    if (field.type === "object") {
      const rest = typeof field.additionalProperties === "object" ? field.additionalProperties : {};
      return { type: "object", additionalProperties: this.type(rest, place, isInput) };
    }
    // What may be of several types has none in the schema.
    return typeof field.type === "string" ? { type: field.type } : { $ref: "pulumi.json#/Any" };
  }

  private token(field: Field, place: string): string {
    const { typeName } = field;
    if (!typeName) throw new Error(`The type of ${place} has no name`);
    const token = `swarm:index:${typeName}`;
    const spec = field.enum ? enumSpec(field.enum) : this.objectSpec(field, typeName);
    const known = this.specs[token];
    if (known && !isDeepStrictEqual(known, spec)) throw new Error(`${place} is another ${typeName} than elsewhere`);
    this.specs[token] = spec;
    return token;
  }

  private objectSpec(field: Field, owner: string): Json {
    return { type: "object", properties: this.properties(field, owner, true), required: field.required ?? [] };
  }
}

function enumSpec(values: readonly unknown[]): Json {
  return { type: "string", enum: values.map((value) => ({ name: pascalCase(String(value)), value })) };
}

const pascalCase = (text: string) =>
  text.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
