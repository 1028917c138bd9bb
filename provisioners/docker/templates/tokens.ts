/** What stands in the actions of a template of Go. */
export interface Token {
  kind: "word" | "field" | "variable" | "number" | "text" | "char" | "sign" | "open" | "close" | "end";
  text: string;
  /** White space stands before it. */
  spaced: boolean;
}

/** What is wrong with a template, in words that go before the list of what exists. */
export class TemplateError extends Error {}

const patterns: [Token["kind"] | "space", RegExp][] = [
  ["space", /\s+/y],
  ["text", /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ["char", /'(?:[^'\\\n]|\\(?:[abfnrtv\\'"]|x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[0-7]{3}))'/iuy],
  ["field", /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ["variable", /\$[\p{L}\p{Nd}_]*/uy],
  ["word", /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ["number", /[-+]?(?:0x[\da-f_]+|0b[01_]+|0o?[0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d+)?i?)/iy],
  ["sign", /:=|[|(),=.]/y],
];

/** What may follow a word, a number or a field without white space. */
const terminators = /^(?:\s|[.,|:()=]|$)/;

/** The tokens of a template's actions, each begun by `open` and ended by `close`. */
export function tokensOf(template: string): Token[] {
  const tokens: Token[] = [];
  let at = template.indexOf("{{");
  while (at >= 0) {
    at = template.startsWith("/*", at + 2 + trimAfter(template, at + 2))
      ? commentEnd(template, at)
      : readAction(template, at + 2 + trimAfter(template, at + 2), tokens);
    at = template.indexOf("{{", at);
  }
  return [...tokens, { kind: "end", text: "", spaced: true }];
}

/** Length of the sign that trims what stands before an action. */
const trimAfter = (template: string, at: number) => (/^-\s/.test(template.slice(at, at + 2)) ? 2 : 0);

function commentEnd(template: string, at: number): number {
  const end = template.indexOf("*/", at);
  if (end < 0) throw new TemplateError("has a comment without an end");
  const close = /^(?:\s-)?\}\}/.exec(template.slice(end + 2, end + 6));
  if (!close) throw new TemplateError("has a comment that does not fill its braces");
  return end + 2 + close[0].length;
}

function readAction(template: string, start: number, tokens: Token[]): number {
  let at = start;
  let spaced = true;
  tokens.push({ kind: "open", text: "{{", spaced });
  for (;;) {
    const close = /^(?:\s-)?\}\}/.exec(template.slice(at, at + 4));
    if (close) {
      tokens.push({ kind: "close", text: "}}", spaced });
      return at + close[0].length;
    }
    if (at >= template.length) throw new TemplateError("has `{{` without `}}`");
    const { kind, text } = nextToken(template, at);
    at += text.length;
    const rest = template.slice(at, at + 4);
    const isClosed = terminators.test(rest) || rest.startsWith("}}");
    if (["word", "field", "variable", "number"].includes(kind) && !isClosed) throw unexpected(rest.charAt(0));
    if (kind !== "space") tokens.push({ kind, text, spaced });
    spaced = kind === "space";
  }
}

function nextToken(template: string, at: number): { kind: Token["kind"] | "space"; text: string } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(template)?.[0];
    if (text) return { kind, text };
  }
  throw unexpected(template.charAt(at));
}

export function unexpected(text: string): TemplateError {
  return new TemplateError(`does not follow Go's syntax at \`${text}\``);
}
