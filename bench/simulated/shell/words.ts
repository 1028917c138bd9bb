import { type List, type Part, Unsupported, type Word } from "./syntax";

const META = /[\s;&|<>()]/;
const NAME = /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y;
const OPERATOR = /:?[-=+?]|##?|%%?/y;

/** Reads the list of a command substitution from this place of a text on, up to its closing parenthesis. */
type ListAt = (text: string, at: number) => { list: List; at: number };

/** Reads words from a script, from a place on. */
export class WordReader {
  at = 0;

  constructor(
    readonly text: string,
    private readonly listAt: ListAt,
  ) {}

  get next(): string {
    return this.text[this.at] ?? "";
  }

  starts(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Blanks, line continuations, comments. */
  skipBlanks(): void {
    for (;;) {
      if (this.next === " " || this.next === "\t") this.at++;
      else if (this.starts("\\\n")) this.at += 2;
      else if (this.next === "#") {
        const end = this.text.indexOf("\n", this.at);
        this.at = end < 0 ? this.text.length : end;
      } else return;
    }
  }

  /** The word at this place; `undefined` where there is none. */
  word(end: RegExp = META): Word | undefined {
    const parts: Word = [];
    for (;;) {
      const char = this.next;
      if (char === "" || end.test(char)) break;
      if (char === "'") parts.push(this.#single());
      else if (char === '"') parts.push(...this.#double());
      else if (char === "$" || char === "`") parts.push(this.#expansion(false));
      else if (char === "\\") {
        if (this.text[this.at + 1] !== "\n") parts.push(text(this.text[this.at + 1] ?? "", true));
        this.at += 2;
      } else {
        parts.push(text(char, false));
        this.at++;
      }
    }
    return parts.length > 0 ? merged(parts) : undefined;
  }

  /** A here-document's text, in which variables and substitutions are replaced. */
  static document(text: string, listAt: ListAt): Word {
    const reader = new WordReader(text, listAt);
    return merged(reader.#within(() => reader.next === ""));
  }

  #single(): Part {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) throw new Unsupported("a quote is not closed");
    const found = text(this.text.slice(this.at + 1, end), true);
    this.at = end + 1;
    return found;
  }

  #double(): Word {
    this.at++;
    const parts = this.#within(() => this.next === '"');
    this.at++;
    return [text("", true), ...parts];
  }

  #within(isEnd: () => boolean): Word {
    const parts: Word = [];
    while (!isEnd()) {
      const char = this.next;
      if (char === "") throw new Unsupported("a double quote is not closed");
      if (char === "$" || char === "`") parts.push(this.#expansion(true));
      else if (char === "\\" && /[$`"\\\n]/.test(this.text[this.at + 1] ?? "")) {
        if (this.text[this.at + 1] !== "\n") parts.push(text(this.text[this.at + 1] ?? "", true));
        this.at += 2;
      } else {
        parts.push(text(char, true));
        this.at++;
      }
    }
    return parts;
  }

  #expansion(quoted: boolean): Part {
    if (this.next === "`") throw new Unsupported("a substitution in backquotes");
    if (this.starts("$((")) return this.#sum(quoted);
    if (this.starts("$(")) {
      const { list, at } = this.listAt(this.text, this.at + 2);
      this.at = at;
      return { kind: "output", list, quoted };
    }
    if (this.starts("${")) return this.#braced(quoted);
    const name = this.#match(NAME, this.at + 1);
    if (name === undefined) return this.#dollar(quoted);
    this.at += 1 + name.length;
    return { kind: "variable", name, quoted };
  }

  #dollar(quoted: boolean): Part {
    this.at++;
    return text("$", quoted);
  }

  #braced(quoted: boolean): Part {
    this.at += 2;
    const isLength = this.next === "#" && /[A-Za-z_]/.test(this.text[this.at + 1] ?? "");
    if (isLength) this.at++;
    const name = this.#match(NAME, this.at) ?? "";
    this.at += name.length;
    const operator = isLength ? "length" : this.#match(OPERATOR, this.at);
    if (operator && !isLength) this.at += operator.length;
    const operand = operator && !isLength ? (this.word(/}/) ?? []) : undefined;
    if (name === "" || this.next !== "}") throw new Unsupported(`\${${name}${this.next} in a script`);
    this.at++;
    const asked = quoted ? operand?.map((part) => (operator?.match(/[#%]/) ? part : { ...part, quoted })) : operand;
    return { kind: "variable", name, operator, operand: asked, quoted };
  }

  #sum(quoted: boolean): Part {
    let depth = 0;
    const begin = this.at + 3;
    for (let at = begin; at < this.text.length; at++) {
      if (this.text[at] === "(") depth++;
      else if (this.text[at] === ")" && depth-- === 0) {
        this.at = at + 2;
        return { kind: "sum", text: WordReader.document(this.text.slice(begin, at), this.listAt), quoted };
      }
    }
    throw new Unsupported("a sum is not closed");
  }

  #match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.text)?.[0];
  }
}

const text = (value: string, quoted: boolean): Part => ({ kind: "text", text: value, quoted });

/** Neighbours that are alike become one. */
function merged(parts: Word): Word {
  const result: Word = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === "text" && last?.kind === "text" && last.quoted === part.quoted) last.text += part.text;
    else result.push(part.kind === "text" ? { ...part } : part);
  }
  return result;
}
