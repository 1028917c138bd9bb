import { Leave } from "./leave";
import { printed } from "./printf";
import type { Call, Program } from "./run";
import { Unsupported } from "./syntax";
import { isTrue } from "./test";

const leaving =
  (from: Leave["from"]): Program =>
  ({ shell, words: [code] }) => {
    throw new Leave(from, code === undefined ? shell.code : Number(code));
  };

/** What a shell does itself. */
export const builtins: ReadonlyMap<string, Program> = new Map(
  Object.entries<Program>({
    ":": () => 0,
    true: () => 0,
    false: () => 1,
    umask: () => 0,
    cd: ({ shell, words: [path = "/"], err }) => {
      const isThere = shell.machine.files.get(path)?.kind === "folder" || path === "/";
      if (!isThere) err(`sh: cd: can't cd to ${path}\n`);
      else shell.set("PWD", path);
      return isThere ? 0 : 2;
    },
    echo: ({ words, out }) => {
      const isOpen = words[0] === "-n";
      out(`${(isOpen ? words.slice(1) : words).join(" ")}${isOpen ? "" : "\n"}`);
      return 0;
    },
    printf: ({ words: [format = "", ...rest], out }) => {
      out(printed(format, rest));
      return 0;
    },
    test: (call) => (isTrue(call.words, call.shell.machine.files) ? 0 : 1),
    "[": (call) => {
      if (call.words.at(-1) !== "]") throw new Unsupported(`[ ${call.words.join(" ")}`);
      return isTrue(call.words.slice(0, -1), call.shell.machine.files) ? 0 : 1;
    },
    break: leaving("loop"),
    continue: leaving("next"),
    return: leaving("function"),
    exit: leaving("shell"),
    set,
    shift: ({ shell, words: [count = "1"] }) => {
      shell.words = shell.words.slice(Number(count));
      return 0;
    },
    export: assign,
    local: assign,
    unset: ({ shell, words }) => {
      for (const name of words) shell.variables.delete(name);
      return 0;
    },
    read,
    trap: ({ shell, words: [script = "", ...events] }) => {
      for (const event of events) shell.traps.set(event, script);
      return 0;
    },
    eval: ({ shell, words, streams }) => shell.here(words.join(" "), streams),
    ".": ({ shell, words: [path = ""], streams }) => shell.here(shell.machine.files.get(path)?.text ?? "", streams),
    exec: async ({ shell, words: [name, ...rest], streams }) => {
      if (name === undefined) return 0;
      throw new Leave("shell", await shell.start(name, rest, streams));
    },
    command,
  }),
);

function set({ shell, words }: Call): number {
  for (const [index, word] of words.entries()) {
    if (word === "--") {
      shell.words = words.slice(index + 1);
      break;
    }
    if (!/^[-+]\w+$/.test(word)) throw new Unsupported(`set ${words.join(" ")}`);
    for (const option of word.slice(1)) shell.options[word.startsWith("-") ? "add" : "delete"](option);
  }
  return 0;
}

function assign({ shell, words }: Call): number {
  for (const word of words) {
    const [name = "", value] = word.split(/=(.*)/s);
    if (value !== undefined) shell.set(name, value);
  }
  return 0;
}

/** The last name gets the rest of the line. */
function read({ shell, words, streams }: Call): number {
  const names = words.filter((word) => word !== "-r");
  if (names.some((name) => name.startsWith("-"))) throw new Unsupported(`read ${words.join(" ")}`);
  const line = streams.in.line();
  const separators = shell.get("IFS") ?? " \t\n";
  let rest = line.replace(/\n$/, "");
  const blanks = [...separators].filter((char) => /\s/.test(char)).join("");
  const trim = (text: string) => text.replace(new RegExp(`^[${blanks}]+|[${blanks}]+$`, "g"), "");
  if (blanks) rest = trim(rest);
  for (const [index, name] of names.entries()) {
    const end = [...rest].findIndex((char) => separators.includes(char));
    if (index === names.length - 1 || end < 0) {
      shell.set(name, rest);
      rest = "";
    } else {
      shell.set(name, rest.slice(0, end));
      rest = blanks ? trim(rest.slice(end + 1)) : rest.slice(end + 1);
    }
  }
  return line.endsWith("\n") ? 0 : 1;
}

function command({ shell, words, streams, out }: Call): number | Promise<number> {
  const [first, name = ""] = words;
  if (first !== "-v") {
    const [started = "", ...rest] = words;
    return shell.start(started, rest, streams);
  }
  const isThere = shell.builtins.has(name) || shell.functions.has(name) || shell.machine.program(name) !== undefined;
  if (isThere) out(`${name}\n`);
  return isThere ? 0 : 127;
}
