import { isDeepStrictEqual } from "node:util";
import { type Field, fieldOf } from "../schema/field";
import type { Resource } from "./resource";

type Json = Record<string, unknown>;

/** The Pulumi package schema: what other tools and languages know of the plugin. */
export function packageSchema(resources: readonly Resource[], version: string): Json {
  const types = new Types();
  const specs = resources.map((resource) => [`swarm:index:${resource.name}`, resourceSpec(resource, types)]);
  return {
    name: "swarm",
    displayName: "Docker Swarm",
    version,
    description: "Production-grade Docker Swarm clusters as code.",
    keywords: ["pulumi", "docker", "swarm", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    language: { nodejs: { packageName: "pulumi-swarm" } },
    types: types.specs,
    resources: Object.fromEntries(specs),
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

/** The named types of the package: Pulumi has no nested objects without a name. */
class Types {
  readonly specs: Record<string, Json> = {};

  properties(field: Field, owner: string, isInput: boolean): Record<string, Json> {
    const entries = Object.entries(field.properties ?? {});
    return Object.fromEntries(entries.map(([key, child]) => [key, this.property(key, child, owner, isInput)]));
  }

  private property(key: string, field: Field, owner: string, isInput: boolean): Json {
    const spec: Json = this.type(key, field, owner);
    const options = field.enum?.map((option) => `\`${option}\``).join(", ");
    const description = [field.description, options && `One of ${options}.`].filter(Boolean).join(" ");
    if (description) spec.description = description;
    // The schema knows plain defaults only.
    if (isInput && ["string", "number", "boolean"].includes(typeof field.default)) spec.default = field.default;
    if (field.secret) spec.secret = true;
    // The provider's own diff decides; `replaceOnChanges` would make the engine decide as well.
    if (isInput && field.replaceOnChanges) spec.willReplaceOnChanges = true;
    return spec;
  }

  private type(key: string, field: Field, owner: string): Json {
    if (field.type === "array") return { type: "array", items: this.type(singular(key), field.items ?? {}, owner) };
    if (field.properties) return { $ref: `#/types/${this.name(key, field, owner)}` };
    if (field.type === "object") {
      const rest = typeof field.additionalProperties === "object" ? field.additionalProperties : {};
      return { type: "object", additionalProperties: this.type(singular(key), rest, owner) };
    }
    return field.type ? { type: field.type } : { $ref: "pulumi.json#/Any" };
  }

  /** The token of a nested type; the same shape under the same key is the same type everywhere. */
  private name(key: string, field: Field, owner: string): string {
    const spec = { type: "object", properties: this.properties(field, owner, true), required: field.required ?? [] };
    const short = key.charAt(0).toUpperCase() + key.slice(1);
    const tokens = [short, owner + short].map((name) => `swarm:index:${name}`);
    const token = tokens.find((token) => !this.specs[token] || isDeepStrictEqual(this.specs[token], spec));
    if (!token) throw new Error(`Two types of ${owner} are called ${short}`);
    this.specs[token] = spec;
    return token;
  }
}

function singular(key: string): string {
  return key.replace(/s$/, "");
}
