import type { z } from "zod";

/** A schema's fields, each of which the real package's class has: a misspelt one does not compile. */
export type Fields<T> = Partial<Record<keyof T, z.ZodType>>;
