import type { z } from "zod";

/** Keys that one source of machines adds to the configuration, by the object that holds them. */
export interface SourceKeys {
  /** Keys beside `source` and `stacks`. */
  readonly top?: z.ZodRawShape;
  /** Keys of each of `pools`. */
  readonly pool?: z.ZodRawShape;
  /** Keys of `nfs`. */
  readonly nfs?: z.ZodRawShape;
  /** Keys of `cloud`. */
  readonly cloud?: z.ZodRawShape;
  /** Keys of `cloud.nfs`. */
  readonly cloudNfs?: z.ZodRawShape;
}

/** What the descriptions of the keys that all clouds share say of one cloud. */
export interface CloudTexts {
  /** A region, such as `fra1`. */
  readonly region: string;
  /** The size of machines for which the configuration names none. */
  readonly size: string;
  /** The images to choose from. */
  readonly image: string;
  /** The login user by default. */
  readonly user: string;
  /** Kinds of shared storage beside a machine with a volume, each with its name in a sentence. */
  readonly storage?: Readonly<Record<string, string>>;
}

/** What the schema of the configuration needs to know of a source of machines. */
export interface SourceSchema {
  /** Value of the key `source`. */
  readonly name: string;
  /** The source in a sentence: `a lab`. */
  readonly title: string;
  readonly keys: SourceKeys;
  /** For a cloud only. */
  readonly cloud?: CloudTexts;
}

/** A source that is a cloud. */
export type CloudSchema = SourceSchema & { readonly cloud: CloudTexts };

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
