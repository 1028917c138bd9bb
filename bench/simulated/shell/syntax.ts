/** A word of a script, in pieces: what stands between quotes is neither split nor a pattern. */
export type Word = Part[];

export type Part = { quoted: boolean } & (
  | { kind: "text"; text: string }
  | { kind: "variable"; name: string; operator?: string; operand?: Word }
  | { kind: "output"; list: List }
  | { kind: "sum"; text: Word }
);

export interface Redirect {
  descriptor: number;
  operator: "<" | ">" | ">>" | "<&" | ">&" | "<<" | "<>";
  target: Word;
}

export interface Simple {
  kind: "simple";
  assigns: { name: string; value: Word }[];
  words: Word[];
}

export type Command = { redirects: Redirect[] } & (
  | Simple
  | { kind: "group"; body: List }
  | { kind: "subshell"; body: List }
  | { kind: "if"; branches: { condition: List; body: List }[]; otherwise?: List }
  | { kind: "loop"; until: boolean; condition: List; body: List }
  | { kind: "for"; name: string; words?: Word[]; body: List }
  | { kind: "case"; word: Word; branches: { patterns: Word[]; body: List }[] }
  | { kind: "function"; name: string; body: Command }
);

export interface Pipeline {
  negated: boolean;
  commands: Command[];
}

/** Pipelines that depend on each other's success. */
export type AndOr = { first: Pipeline; rest: { operator: "&&" | "||"; pipeline: Pipeline }[] };
export type List = AndOr[];

/** A script that this shell does not read or run: the product sends something new. */
export class Unsupported extends Error {}

/** A word in which nothing is to be replaced. */
export function plain(word: Word = []): string {
  return word.map((part) => (part.kind === "text" ? part.text : "")).join("");
}
