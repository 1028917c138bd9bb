import { fieldsOf, type Surroundings, textOf } from "./expand";
import { Leave } from "./leave";
import { parse } from "./parse";
import { type Place, redirected } from "./redirects";
import { runCompound } from "./run-compound";
import { Sink, Source, type Streams } from "./streams";
import { type AndOr, type Command, type List, type Pipeline, type Simple, Unsupported, type Word } from "./syntax";

/** A program of a host, or of the shell. Gives its exit code. */
export type Program = (call: Call) => number | Promise<number>;

export interface Call {
  shell: Shell;
  /** Its words, without its name. */
  words: string[];
  streams: Streams;
  out(text: string): void;
  err(text: string): void;
}

/** What a shell can start, and where. */
export interface Machine extends Place {
  /** The program of this name; `undefined` where the machine has none. */
  program(name: string): Program | undefined;
}

/** One shell that runs a script. */
export class Shell implements Surroundings {
  code = 0;
  readonly functions = new Map<string, Command>();
  readonly traps = new Map<string, string>();
  readonly options = new Set<string>();
  /** Of the command in hand. */
  #streams: Streams;
  /** Exit code of the last substitution: that of an assignment. */
  #outputCode = 0;

  constructor(
    readonly machine: Machine,
    streams: Streams,
    readonly variables: Map<string, string>,
    public words: readonly string[] = [],
    readonly builtins: ReadonlyMap<string, Program> = new Map(),
  ) {
    this.#streams = streams;
  }

  /** Runs a script to its end; its exit code. */
  async script(text: string): Promise<number> {
    try {
      await this.list(parse(text), this.#streams, false);
    } catch (left) {
      if (!(left instanceof Leave)) throw left;
      this.code = left.code;
    }
    const { code } = this;
    const atEnd = this.traps.get("EXIT");
    this.traps.delete("EXIT");
    if (atEnd) await this.script(atEnd);
    this.code = code;
    return code;
  }

  get(name: string): string | undefined {
    if (name === "?") return String(this.code);
    if (name === "#") return String(this.words.length);
    if (name === "$") return "4242";
    if (name === "-") return [...this.options].join("");
    if (name === "@" || name === "*") return this.words.join(" ");
    if (/^[1-9]$/.test(name)) return this.words[Number(name) - 1];
    return this.variables.get(name);
  }

  set(name: string, value: string): void {
    this.variables.set(name, value);
  }

  async output(list: List): Promise<string> {
    const sink = new Sink();
    const before = this.code;
    const out = new Map([...this.#streams.out, [1, sink]]);
    this.#outputCode = await this.#inside({ in: this.#streams.in, out }, list);
    this.code = before;
    return sink.text.replace(/\n+$/, "");
  }

  paths(pattern: RegExp, prefix: string): string[] {
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1) || "/";
    const depth = pattern.source.split("/").length;
    return this.machine.files.below(this.machine.files.real(folder)).filter((path) => {
      return path.split("/").length <= depth && pattern.test(path);
    });
  }

  /** Runs a text as if it stood in the script. */
  here(text: string, streams: Streams): Promise<number> {
    return this.list(parse(text), streams, false);
  }

  /** A shell of its own, whose variables come back to nobody. */
  async #inside(streams: Streams, list: List): Promise<number> {
    const inner = new Shell(this.machine, streams, new Map(this.variables), this.words, this.builtins);
    for (const [name, body] of this.functions) inner.functions.set(name, body);
    for (const option of this.options) inner.options.add(option);
    try {
      await inner.list(list, streams, false);
    } catch (left) {
      if (!(left instanceof Leave)) throw left;
      inner.code = left.code;
    }
    this.code = inner.code;
    return inner.code;
  }

  /** @param isAsked Somebody asks for the success: `set -e` does not end the shell. */
  async list(list: List, streams: Streams, isAsked: boolean): Promise<number> {
    for (const each of list) await this.#andOr(each, streams, isAsked);
    return this.code;
  }

  async #andOr({ first, rest }: AndOr, streams: Streams, isAsked: boolean): Promise<void> {
    await this.#pipeline(first, streams, isAsked || rest.length > 0);
    for (const [index, { operator, pipeline }] of rest.entries()) {
      if ((this.code === 0) !== (operator === "&&")) continue;
      await this.#pipeline(pipeline, streams, isAsked || index < rest.length - 1);
    }
  }

  async #pipeline({ negated, commands }: Pipeline, streams: Streams, isAsked: boolean): Promise<void> {
    if (commands.length === 1) await this.command(commands[0] as Command, streams, isAsked || negated);
    else {
      let input = streams.in;
      for (const [index, command] of commands.entries()) {
        const isLast = index === commands.length - 1;
        const sink = new Sink();
        const out = isLast ? streams.out : new Map([...streams.out, [1, sink]]);
        await this.#inside({ in: input, out }, [{ first: { negated: false, commands: [command] }, rest: [] }]);
        input = new Source(sink.text);
      }
    }
    if (negated) this.code = this.code === 0 ? 1 : 0;
    else if (this.code !== 0 && !isAsked && this.options.has("e")) throw new Leave("shell", this.code);
  }

  async command(command: Command, given: Streams, isAsked: boolean): Promise<number> {
    const text = (word: Word) => textOf(word, this);
    const { streams, end } = await redirected(command.redirects, given, this.machine, text);
    if (!streams) {
      this.code = 1;
      return 1;
    }
    const outer = this.#streams;
    this.#streams = streams;
    try {
      return await this.#run(command, streams, isAsked);
    } finally {
      this.#streams = outer;
      end();
    }
  }

  #run(command: Command, streams: Streams, isAsked: boolean): Promise<number> | number {
    switch (command.kind) {
      case "simple":
        return this.#simple(command, streams);
      case "subshell":
        return this.#inside(streams, command.body);
      case "function":
        this.functions.set(command.name, command.body);
        this.code = 0;
        return 0;
      default:
        return runCompound(this, command, streams, isAsked);
    }
  }

  async #simple({ assigns, words }: Simple, streams: Streams): Promise<number> {
    this.#outputCode = 0;
    const fields = await fieldsOf(words, this);
    const values: [string, string][] = [];
    for (const { name, value } of assigns) values.push([name, await textOf(value, this)]);
    const [name, ...rest] = fields;
    if (name === undefined) {
      for (const [variable, value] of values) this.set(variable, value);
      this.code = this.#outputCode;
      return this.code;
    }
    const saved = values.map(([variable]) => [variable, this.variables.get(variable)] as const);
    for (const [variable, value] of values) this.set(variable, value);
    try {
      this.code = await this.start(name, rest, streams);
      return this.code;
    } finally {
      for (const [variable, value] of saved) {
        if (value === undefined) this.variables.delete(variable);
        else this.variables.set(variable, value);
      }
    }
  }

  /** A function, a command of the shell's own, or a program. */
  async start(name: string, words: string[], streams: Streams): Promise<number> {
    const body = this.functions.get(name);
    if (body) return this.#function(body, words, streams);
    const program = this.builtins.get(name) ?? this.machine.program(name);
    if (!program) throw new Unsupported(`the command \`${[name, ...words].join(" ")}\``);
    const out = (descriptor: number) => (text: string) => streams.out.get(descriptor)?.write(text);
    return program({ shell: this, words, streams, out: out(1), err: out(2) });
  }

  async #function(body: Command, words: string[], streams: Streams): Promise<number> {
    const outer = this.words;
    this.words = words;
    try {
      return await this.command(body, streams, false);
    } catch (left) {
      if (left instanceof Leave && left.from === "function") return left.code;
      throw left;
    } finally {
      this.words = outer;
    }
  }
}
