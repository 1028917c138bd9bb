import type { z } from "zod";

/** What a field's mark says to the engine, beside its type. */
export interface Mark {
  secret?: boolean;
  replaceOnChanges?: boolean;
  stable?: boolean;
  passive?: boolean;
  plain?: boolean;
  /** Name of an object's or an enumeration's type in the package schema. */
  typeName?: string;
}

/** Marks a field as secret: encrypted in state, masked in output. */
export function secret<T extends z.ZodType>(schema: T): T {
  return mark(schema, { secret: true });
}

/** Marks a field whose change replaces the resource. */
export function replaces<T extends z.ZodType>(schema: T): T {
  return mark(schema, { replaceOnChanges: true });
}

/** Marks an output that no update changes, so that a preview of one knows it. */
export function stable<T extends z.ZodType>(schema: T): T {
  return mark(schema, { stable: true });
}

/** Marks an input that says how to do a change and is none itself: another value waits for the next change. */
export function passive<T extends z.ZodType>(schema: T): T {
  return mark(schema, { passive: true });
}

/** Marks an input of a component whose value decides what is declared, or an output that is known before anything is made. */
export function plain<T extends z.ZodType>(schema: T): T {
  return mark(schema, { plain: true });
}

/** Names the type of an object or an enumeration, for languages whose types all have names. One shape has one name. */
export function named<T extends z.ZodType>(typeName: string, schema: T): T {
  return mark(schema, { typeName });
}

function mark<T extends z.ZodType>(schema: T, mark: Mark): T {
  return schema.meta({ ...schema.meta(), ...mark }) as T;
}
