import type { Format } from "./formats";

export type Kind = "text" | "number" | "whole" | "boolean" | "mapping" | "list" | "nothing";

/** What may stand at a place of a stack file. */
export interface Shape {
  kinds: readonly Kind[];
  /** Known keys of a mapping. Other keys are mistakes, where `others` is not given. */
  keys?: Record<string, Shape>;
  others?: Shape;
  /** Keys that are names must match it. */
  names?: RegExp;
  /** Keys that begin with `x-` are left alone, from this minor version on. */
  extensible?: number;
  /** Docker drops unknown keys here without a word. */
  lenient?: boolean;
  required?: readonly string[];
  items?: Shape;
  /** No element may stand there twice. */
  unique?: boolean;
  options?: readonly string[];
  format?: Format;
  /** A number that Docker holds as an integer of Go: none with a fraction or an exponent, even `1.0`. */
  strict?: boolean;
  /** A fraction is left out. */
  truncates?: boolean;
  /** Docker does nothing with it. */
  ignored?: boolean;
  /** Rights of a file, which are written in octal. */
  rights?: boolean;
  least?: number;
  most?: number;
  /** Minor version of the format, 3.x, that it came with. Default: the first. */
  since?: number;
}

export const text: Shape = { kinds: ["text"] };
export const number: Shape = { kinds: ["number"] };
export const whole: Shape = { kinds: ["whole"] };
export const natural: Shape = { kinds: ["whole"], least: 0 };
export const flag: Shape = { kinds: ["boolean"] };
export const anything: Shape = { kinds: ["text", "number", "boolean", "mapping", "list", "nothing"] };
export const openMapping: Shape = { kinds: ["mapping"], others: anything };
export const texts: Shape = { kinds: ["list"], items: text };
export const uniqueTexts: Shape = { ...texts, unique: true };
export const textOrTexts: Shape = { ...uniqueTexts, kinds: ["text", "list"] };
export const command: Shape = { ...texts, kinds: ["text", "list"] };
export const duration: Shape = { kinds: ["text"], format: "duration" };
export const size: Shape = { kinds: ["text"], format: "size" };
export const cpus: Shape = { kinds: ["text"], format: "cpus" };
/** `NAME: value`, or a list of `NAME=value`. */
export const pairs: Shape = {
  kinds: ["mapping", "list"],
  others: { kinds: ["text", "number", "nothing"] },
  items: text,
  unique: true,
};
export const ignoredPairs: Shape = { ...pairs, others: { kinds: ["text", "number", "nothing"], ignored: true } };
export const driverOptions: Shape = { kinds: ["mapping"], others: { kinds: ["text", "number"] } };

export function mapping(keys: Record<string, Shape>, more: Partial<Shape> = {}): Shape {
  return { kinds: ["mapping"], keys, ...more };
}

export function listOf(items: Shape, more: Partial<Shape> = {}): Shape {
  return { kinds: ["list"], items, ...more };
}

export function oneOf(...options: string[]): Shape {
  return { kinds: ["text"], options };
}

export function since(version: number, shape: Shape): Shape {
  return { ...shape, since: version };
}
