import { builtins } from "../shell/builtins";
import { type Call, Shell } from "../shell/run";
import { Source } from "../shell/streams";
import { Unsupported } from "../shell/syntax";
import type { HostProgram } from "./system";

/** Programs that start others. */
export const starters: Record<string, HostProgram> = {
  sh: shell,
  bash: shell,
  timeout: (call) => {
    const words = [...call.words];
    while (words[0]?.startsWith("-")) words.splice(0, words[0] === "-k" ? 2 : 1);
    const [, name = "", ...rest] = words;
    return call.shell.start(name, rest, call.streams);
  },
  env: (call) => {
    const words = [...call.words];
    const isEmpty = words[0] === "-i";
    if (isEmpty) words.shift();
    // The folder is the process's, and no variable.
    const kept: [string, string][] = [["PWD", call.shell.get("PWD") ?? "/"]];
    const variables = new Map(isEmpty ? kept : call.shell.variables);
    while (/^\w+=/.test(words[0] ?? "")) {
      const [name = "", value = ""] = (words.shift() ?? "").split(/=(.*)/s);
      variables.set(name, value);
    }
    const [name, ...rest] = words;
    if (name === undefined || name.startsWith("-")) throw new Unsupported(`env ${call.words.join(" ")}`);
    const inner = new Shell(call.shell.machine, call.streams, variables, [], builtins);
    return inner.start(name, rest, call.streams);
  },
  /** In a network namespace of a container everything reaches everything. */
  nsenter: (call) => {
    const [name = "", ...rest] = call.words.filter((word) => !word.startsWith("--net="));
    return call.shell.start(name, rest, call.streams);
  },
};

function shell({ shell: outer, words, streams }: Call): Promise<number> {
  const [first, script = "", , ...rest] = words;
  if (first === undefined) return new ShellOf(outer, { ...streams, in: new Source("") }, []).script(streams.in.rest());
  if (first !== "-c") throw new Unsupported(`sh ${words.join(" ")}`);
  return new ShellOf(outer, streams, rest, words[2]).script(script);
}

class ShellOf extends Shell {
  constructor(
    outer: Shell,
    streams: Call["streams"],
    words: string[],
    private readonly zero = "sh",
  ) {
    super(outer.machine, streams, new Map(outer.variables), words, builtins);
  }

  override get(name: string): string | undefined {
    return name === "0" ? this.zero : super.get(name);
  }
}
