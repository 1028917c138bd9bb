import * as pulumi from "@pulumi/pulumi";
import { childOf, type Field } from "../../schema/field";
import { isObject, type Peeled, type Properties, peel, UNKNOWN } from "../wire";
import { resourceAt, unknownOutput } from "./sdk-runtime";

type Around = Omit<Peeled, "value">;

const nothing: Around = { secret: false, dependencies: [], resource: undefined };

/**
 * Inputs as a program in TypeScript gives them. A field that is marked as plain is a plain value, and what its Output
 * holds (secrecy, dependencies) goes to the values inside.
 * @param dependencies URNs of what each input comes from, for languages that do not say it of each value
 */
export function argumentsOf(
  properties: Properties,
  field: Field,
  dependencies: (key: string) => readonly string[],
): Record<string, unknown> {
  const entries = Object.entries(properties).map(([key, value]) => {
    const around = holdsDependencies(value) ? nothing : { ...nothing, dependencies: dependencies(key) };
    return [key, given(value, childOf(field, key), around)];
  });
  return Object.fromEntries(entries);
}

function given(wrapped: unknown, field: Field | undefined, around: Around): unknown {
  const { value, ...own } = peel(wrapped);
  const both: Around = {
    secret: around.secret || own.secret,
    dependencies: [...around.dependencies, ...own.dependencies],
    resource: own.resource,
  };
  if (!field?.plain)
    return outputOf(
      inside(value, (inner) => given(inner, undefined, nothing)),
      both,
    );
  if (own.resource) return resourceAt(own.resource);
  return inside(value, (inner, key) => given(inner, childOf(field, key), both));
}

/** A value whose objects and lists have other values in them. */
function inside(value: unknown, of: (inner: unknown, key: string | number) => unknown): unknown {
  if (Array.isArray(value)) return value.map(of);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, of(inner, key)]));
}

function outputOf(value: unknown, { secret, dependencies }: Around): unknown {
  const known = value === UNKNOWN ? unknownOutput() : value;
  if (!secret && dependencies.length === 0) return known;
  const output = pulumi.all([known, ...dependencies.map((urn) => resourceAt(urn).urn)]).apply(([first]) => first);
  return secret ? pulumi.secret(output) : output;
}

function holdsDependencies(wrapped: unknown): boolean {
  const { value, dependencies } = peel(wrapped);
  return dependencies.length > 0 || (typeof value === "object" && Object.values(value ?? {}).some(holdsDependencies));
}
