/** What a value in a template is, as far as it is known before. */
export type Type =
  | { kind: "struct"; fields: Record<string, Type> }
  | { kind: "labels"; known: boolean }
  | { kind: "text" | "whole" | "fraction" | "boolean" | "nothing" | "any" };

export const text: Type = { kind: "text" };
export const whole: Type = { kind: "whole" };
export const boolean: Type = { kind: "boolean" };
export const any: Type = { kind: "any" };

const struct = (fields: Record<string, Type>): Type => ({ kind: "struct", fields });

/**
 * What a template can use of the task that it is filled in for.
 * @param known The labels are there, which they are not when the daemon checks a service's definition.
 */
export const contextOf = (known: boolean) =>
  struct({
    Service: struct({ ID: text, Name: text, Labels: { kind: "labels", known } }),
    Node: struct({ ID: text, Hostname: text, Platform: struct({ OS: text, Architecture: text }) }),
    Task: struct({ ID: text, Name: text, Slot: text }),
  });

export interface Signature {
  least: number;
  most?: number;
  /** What its arguments must be; the first only, where it says so. */
  takes?: "texts" | "text first";
  gives: Type;
}

const textOfTexts = { least: 1, most: 1, takes: "texts", gives: text } as const;
const comparison = { least: 2, most: 2, gives: boolean };

/** Functions in definitions of services. `call` needs a function, and there is none. */
export const functions: Record<string, Signature> = {
  ...{ and: { least: 1, gives: any }, or: { least: 1, gives: any }, not: { least: 1, most: 1, gives: boolean } },
  ...{ print: { least: 0, gives: text }, println: { least: 0, gives: text } },
  ...{ printf: { least: 1, takes: "text first", gives: text } },
  ...{ html: { least: 0, gives: text }, js: { least: 0, gives: text }, urlquery: { least: 0, gives: text } },
  ...{
    len: { least: 1, most: 1, gives: whole },
    index: { least: 1, gives: any },
    slice: { least: 1, most: 4, gives: any },
  },
  ...{ eq: { least: 2, gives: boolean }, ne: comparison },
  ...{ lt: comparison, le: comparison, gt: comparison, ge: comparison },
  join: { least: 1, takes: "texts", gives: text },
};

/** Functions in the content of secrets and configs, beside those. */
export const payloadFunctions: Record<string, Signature> = {
  ...functions,
  ...{ secret: textOfTexts, config: textOfTexts, env: textOfTexts },
};
