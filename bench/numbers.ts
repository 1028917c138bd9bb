import { InvalidArgumentError } from "commander";

/** Reads a whole number from `least` on, for commander. */
export const wholeFrom = (least: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
};

/** As {@link wholeFrom}, for several arguments. */
export const wholesFrom = (least: number) => (text: string, before: number[] | undefined) => [
  ...(before ?? []),
  wholeFrom(least)(text),
];
