import type { z } from "zod";
import type { CloudSchema, SourceKeys, SourceSchema } from "./source-schema";

/** The clouds among sources. */
export function cloudsOf(sources: readonly SourceSchema[]): CloudSchema[] {
  return sources.filter((source): source is CloudSchema => source.cloud !== undefined);
}

/** The sources that add a key; none for a key that belongs to no source. */
export function ownersOf<S extends SourceSchema>(sources: readonly S[], place: keyof SourceKeys, key: string): S[] {
  return sources.filter(({ keys }) => keys[place]?.[key] !== undefined);
}

/**
 * The keys that sources add to an object, each described with its sources. Their types are the sources' own affair.
 * @throws RangeError where two sources mean different things by one key
 */
export function keysFor(sources: readonly SourceSchema[], place: keyof SourceKeys): Record<never, z.ZodType> {
  const keys = new Set(sources.flatMap((source) => Object.keys(source.keys[place] ?? {})));
  return Object.fromEntries([...keys].map((key) => [key, fieldFor(sources, place, key)]));
}

function fieldFor(sources: readonly SourceSchema[], place: keyof SourceKeys, key: string): z.ZodType {
  const owners = ownersOf(sources, place, key);
  const [field, ...others] = owners.map(({ keys }) => keys[place]?.[key] as z.ZodType);
  if (!field || others.some((other) => other !== field)) {
    throw new RangeError(`sources ${owners.map(({ name }) => name).join(" and ")} differ in the key ${key}`);
  }
  if (place === "top") return field;
  return field.describe(`${owners.map(({ name }) => name).join(", ")}: ${field.description}`);
}
