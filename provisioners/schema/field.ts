import { z } from "zod";
import type { Mark } from "./marks";

/** A schema as data (JSON Schema), with the marks on it: what is walked to find defaults, secrets and documentation. */
export interface Field extends Mark {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  properties?: Record<string, Field>;
  required?: string[];
  items?: Field;
  additionalProperties?: Field | boolean;
}

const known = new WeakMap<z.ZodType, Field>();

/** The field a schema describes, as the user writes it: what has a default is not required. */
export function fieldOf(schema: z.ZodType): Field {
  let field = known.get(schema);
  if (!field) {
    // A field that JSON cannot describe is one of any type.
    field = z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" }) as Field;
    known.set(schema, field);
  }
  return field;
}

/** The field at a key of an object, or at an index of an array. */
export function childOf(field: Field | undefined, key: string | number): Field | undefined {
  if (typeof key === "number") return field?.items;
  const rest = field?.additionalProperties;
  return field?.properties?.[key] ?? (typeof rest === "object" ? rest : undefined);
}

/** True when the field, or one inside it, is marked as secret. */
export function holdsSecret(field: Field | undefined): boolean {
  if (!field) return false;
  if (field.secret) return true;
  const inside = [...Object.values(field.properties ?? {}), field.items, field.additionalProperties];
  return inside.some((child) => typeof child === "object" && holdsSecret(child));
}
