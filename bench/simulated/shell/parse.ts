import { type CommandReader, compound, RESERVED } from "./compounds";
import { type AndOr, type Command, type List, type Pipeline, plain, type Redirect, Unsupported } from "./syntax";
import { WordReader } from "./words";

const REDIRECT = /(\d*)(<<-?|>>|<&|>&|<>|<|>)/y;
const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)=/y;

/** Reads a script as a POSIX shell does; what the product does not use is {@link Unsupported}. */
export function parse(script: string): List {
  const parser = new Parser(script);
  const list = parser.list();
  if (parser.reader.next !== "") throw new Unsupported(`\`${script.slice(parser.reader.at, parser.reader.at + 40)}\``);
  return list;
}

/** The documents of a line wait for its end. */
interface Waiting {
  redirect: Redirect;
  end: string;
  isQuoted: boolean;
  isIndented: boolean;
}

function substitution(text: string, at: number): { list: List; at: number } {
  const inner = new Parser(text, at);
  const list = inner.list();
  if (inner.reader.next !== ")") throw new Unsupported("a substitution is not closed");
  return { list, at: inner.reader.at + 1 };
}

class Parser implements CommandReader {
  readonly reader: WordReader;
  #documents: Waiting[] = [];

  constructor(
    private readonly text: string,
    at = 0,
  ) {
    this.reader = new WordReader(text, substitution);
    this.reader.at = at;
  }

  /** Commands up to the end, a closing parenthesis, `;;` or a reserved word that begins none. */
  list(): List {
    const items: List = [];
    for (;;) {
      this.newlines();
      const { reader } = this;
      if (reader.next === "" || reader.next === ")" || reader.starts(";;") || this.#ends()) return items;
      items.push(this.#andOr());
      reader.skipBlanks();
      if (reader.next === ";" && !reader.starts(";;")) reader.at++;
      else if (reader.next === "&") throw new Unsupported("a command in the background");
      else if (!["\n", ")", ""].includes(reader.next) && !reader.starts(";;") && !this.#ends()) {
        throw new Unsupported(`\`${this.text.slice(reader.at, reader.at + 40)}\``);
      }
    }
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: AndOr["rest"] = [];
    for (;;) {
      this.reader.skipBlanks();
      const operator = (["&&", "||"] as const).find((each) => this.reader.starts(each));
      if (!operator) return { first, rest };
      this.reader.at += 2;
      this.newlines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
  }

  #pipeline(): Pipeline {
    const negated = this.takes("!");
    const commands: Command[] = [];
    for (;;) {
      this.reader.skipBlanks();
      commands.push(this.command());
      this.reader.skipBlanks();
      if (this.reader.next !== "|" || this.reader.starts("||")) return { negated, commands };
      this.reader.at++;
      this.newlines();
    }
  }

  command(): Command {
    const made = compound(this);
    if (!made) return this.#simple();
    for (;;) {
      this.reader.skipBlanks();
      const redirect = this.#redirect();
      if (!redirect) return made;
      made.redirects.push(redirect);
    }
  }

  #simple(): Command {
    const command: Command = { kind: "simple", assigns: [], words: [], redirects: [] };
    for (;;) {
      this.reader.skipBlanks();
      const redirect = this.#redirect();
      if (redirect) {
        command.redirects.push(redirect);
        continue;
      }
      const assignment = command.words.length === 0 ? this.match(ASSIGNMENT) : undefined;
      if (assignment) {
        this.reader.at += assignment.length;
        command.assigns.push({ name: assignment.slice(0, -1), value: this.reader.word() ?? [] });
        continue;
      }
      const word = this.reader.word();
      if (!word) break;
      command.words.push(word);
    }
    if (command.words.length + command.assigns.length + command.redirects.length > 0) return command;
    throw new Unsupported(`no command at \`${this.text.slice(this.reader.at, this.reader.at + 40)}\``);
  }

  #redirect(): Redirect | undefined {
    const found = this.match(REDIRECT);
    if (!found) return undefined;
    this.reader.at += found.length;
    const [, digits = "", operator = ""] = /^(\d*)(.*)$/.exec(found) ?? [];
    this.reader.skipBlanks();
    const target = this.reader.word() ?? [];
    const descriptor = digits === "" ? (operator.startsWith("<") ? 0 : 1) : Number(digits);
    const isDocument = operator.startsWith("<<");
    const redirect = { descriptor, operator: (isDocument ? "<<" : operator) as Redirect["operator"], target };
    if (isDocument) {
      const isQuoted = target.some(({ quoted }) => quoted);
      this.#documents.push({ redirect, end: plain(target), isQuoted, isIndented: operator === "<<-" });
    }
    return redirect;
  }

  /** Line ends, blanks, and the documents that begin there. */
  newlines(): void {
    for (;;) {
      this.reader.skipBlanks();
      if (this.reader.next !== "\n") return;
      this.reader.at++;
      for (const waiting of this.#documents.splice(0)) this.#document(waiting);
    }
  }

  #document({ redirect, end, isQuoted, isIndented }: Waiting): void {
    const lines: string[] = [];
    for (;;) {
      const close = this.text.indexOf("\n", this.reader.at);
      const line = this.text.slice(this.reader.at, close < 0 ? undefined : close);
      const read = isIndented ? line.replace(/^\t+/, "") : line;
      if (close < 0 && read !== end) throw new Unsupported(`a document without its end, ${end}`);
      this.reader.at = close < 0 ? this.text.length : close + 1;
      if (read === end) break;
      lines.push(`${read}\n`);
    }
    const text = lines.join("");
    redirect.target = isQuoted ? [{ kind: "text", text, quoted: true }] : WordReader.document(text, substitution);
  }

  until(word: string): List {
    const list = this.list();
    this.closing(word);
    return list;
  }

  closing(word: string): void {
    this.newlines();
    if (word === ")" ? this.reader.next === ")" && this.reader.at++ >= 0 : this.takes(word)) return;
    throw new Unsupported(`no \`${word}\` at \`${this.text.slice(this.reader.at, this.reader.at + 40)}\``);
  }

  takes(word: string): boolean {
    this.reader.skipBlanks();
    if (this.match(RESERVED) !== word) return false;
    this.reader.at += word.length;
    return true;
  }

  #ends(): boolean {
    return ["then", "elif", "else", "fi", "do", "done", "esac", "}"].includes(this.match(RESERVED) ?? "");
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.reader.at;
    return pattern.exec(this.text)?.[0];
  }
}
