import { childOf, type Field, holdsSecret } from "../schema/field";
import { formatPath, type Path } from "../schema/path";

/** How the engine says that an object is not what it looks like. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** What stands for a value that is not known before the update; there is one for each type it may have. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknowns = new Set<unknown>([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export type Properties = Record<string, unknown>;

/** Properties as the handlers see them, and what was said about them on the way. */
export interface Unwrapped {
  /** Plain values; `UNKNOWN` where a value is not known. */
  value: Properties;
  /** Paths (as text) of values that came as secrets. */
  secrets: Set<string>;
  unknowns: Path[];
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value without what is around it, and what that says of it. */
export interface Peeled {
  /** Those inside have their wrappings. `UNKNOWN` where it is not known. */
  value: unknown;
  secret: boolean;
  /** URNs of the resources that it comes from. */
  dependencies: readonly string[];
  /** URN of the resource that it stands for. */
  resource: string | undefined;
}

/** Takes the engine's wrappings off a value, not off those inside. */
export function peel(wrapped: unknown): Peeled {
  const bare = { secret: false, dependencies: [], resource: undefined };
  if (unknowns.has(wrapped)) return { ...bare, value: UNKNOWN };
  if (!isObject(wrapped)) return { ...bare, value: wrapped };
  switch (wrapped[SIGNATURE]) {
    case SECRET: {
      // In an exported state it is JSON.
      const { plaintext } = wrapped;
      return { ...peel(typeof plaintext === "string" ? JSON.parse(plaintext) : wrapped.value), secret: true };
    }
    case OUTPUT: {
      const { secret, dependencies, ...inner } = peel(wrapped.value === undefined ? UNKNOWN : wrapped.value);
      const own = (wrapped.dependencies ?? []) as string[];
      return { ...inner, secret: secret || wrapped.secret === true, dependencies: [...dependencies, ...own] };
    }
    case RESOURCE:
      return { ...peel(wrapped.id || wrapped.urn), resource: String(wrapped.urn) };
    default:
      return { ...bare, value: wrapped };
  }
}

/** Takes the engine's wrappings off. */
export function unwrap(properties: Properties): Unwrapped {
  const found: Unwrapped = { value: {}, secrets: new Set(), unknowns: [] };
  const walk = (wrapped: unknown, path: Path): unknown => {
    const { value, secret } = peel(wrapped);
    if (secret) found.secrets.add(formatPath(path));
    if (value === UNKNOWN) found.unknowns.push(path);
    if (Array.isArray(value)) return value.map((element, i) => walk(element, [...path, i]));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]));
  };
  found.value = walk(properties, []) as Properties;
  return found;
}

/** Wraps what is marked as secret, or stands at one of the paths, and leaves out what is undefined. */
export function wrap(properties: Properties, field: Field, secrets: ReadonlySet<string> = new Set()): Properties {
  const walk = (value: unknown, at: Field | undefined, path: Path, inSecret: boolean): unknown => {
    const isSecret = !inSecret && path.length > 0 && (at?.secret === true || secrets.has(formatPath(path)));
    const next = (inner: unknown, key: string | number) =>
      walk(inner, childOf(at, key), [...path, key], inSecret || isSecret);
    let plain = value;
    if (Array.isArray(value)) plain = value.map((element, i) => next(element === undefined ? null : element, i));
    else if (isObject(value)) {
      const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
      plain = Object.fromEntries(entries.map(([key, inner]) => [key, next(inner, key)]));
    }
    return isSecret ? { [SIGNATURE]: SECRET, value: plain } : plain;
  };
  return walk(properties, field, [], false) as Properties;
}

/**
 * Every secret text in the properties. Where a whole object came as a secret although the schema says which parts of it
 * are, only those are meant: an address or a name beside a key is no secret, and messages need it.
 */
export function secretTexts(properties: Properties, field: Field, secrets: ReadonlySet<string> = new Set()): string[] {
  const texts: string[] = [];
  const walk = (value: unknown, at: Field | undefined, path: Path, inSecret: boolean): void => {
    const isSecret = inSecret || at?.secret === true || (secrets.has(formatPath(path)) && !holdsSecret(at));
    if (typeof value === "string" && isSecret && !unknowns.has(value)) texts.push(value);
    else if (Array.isArray(value)) {
      value.forEach((element, i) => {
        walk(element, childOf(at, i), [...path, i], isSecret);
      });
    } else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, childOf(at, key), [...path, key], isSecret);
    }
  };
  walk(properties, field, [], false);
  return texts;
}
