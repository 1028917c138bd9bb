/** What an input may be, as a provider's package declares it. */
export type Shape =
  | { kind: "string" | "number" | "boolean" | "any" }
  | { kind: "list" | "map"; of: Shape }
  | { kind: "object"; fields: Fields };

/** Inputs of a resource, or of an object in one, by name. */
export type Fields = Record<string, Field>;

export interface Field {
  shape: Shape;
  required: boolean;
  /** The only values: of an enum, or from the description. */
  values?: readonly string[];
  /** The description says that another value makes another resource. */
  replaces: boolean;
}
