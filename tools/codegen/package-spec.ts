import { resources } from "../../provisioners/plugin/registry";
import type { Component } from "../../provisioners/provider/components/component";
import { packageSchema } from "../../provisioners/provider/package-schema";

/** A property as the package schema has it. */
export interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  description?: string;
  default?: unknown;
  secret?: boolean;
  willReplaceOnChanges?: boolean;
}

export interface ObjectSpec {
  properties: Record<string, Property>;
  required: string[];
}

export interface EnumSpec {
  description?: string;
  enum: { name: string; value: string }[];
}

export interface ResourceSpec extends ObjectSpec {
  description: string;
  inputProperties: Record<string, Property>;
  requiredInputs: string[];
}

/** The package schema, as far as code and pages are generated from it. */
export interface PackageSpec {
  types: Record<string, ObjectSpec | EnumSpec>;
  resources: Record<string, ResourceSpec>;
}

/** The package schema of the sources: of the resources, and of some components. */
export const packageSpec = (components: readonly Component[] = []) =>
  packageSchema(resources, "", components) as unknown as PackageSpec;

/** The last part of a token or of a reference to a type: `swarm:index:Manager` → `Manager`. */
export const nameOf = (token: string) => token.split(":").at(-1) as string;

/** The named type that a property refers to. */
export function referred(spec: PackageSpec, { $ref }: Property): (ObjectSpec | EnumSpec) | undefined {
  return $ref?.startsWith("#/types/") ? spec.types[$ref.slice("#/types/".length)] : undefined;
}
