import type { Call, Program } from "../shell/run";
import { Unsupported } from "../shell/syntax";
import { options } from "./options";

/** Programs that read text. */
export const textPrograms: Record<string, Program> = {
  cat: (call) => {
    const { rest } = options("cat", call, {});
    return fromFiles("cat", call, rest, (text) => text);
  },
  head: (call) => {
    const { value, rest } = options("head", call, { values: "nc" });
    const [lines, bytes] = [Number(value("n") ?? 10), value("c")];
    return fromFiles("head", call, rest, (text) =>
      bytes === undefined ? linesOf(text).slice(0, lines).join("") : text.slice(0, Number(bytes)),
    );
  },
  tail: (call) => {
    const { value, rest } = options("tail", call, { values: "n" });
    return fromFiles("tail", call, rest, (text) =>
      linesOf(text)
        .slice(-Number(value("n") ?? 10))
        .join(""),
    );
  },
  sort: (call) => {
    const { has, rest } = options("sort", call, { flags: "u" });
    return fromFiles("sort", call, rest, (text) => {
      const lines = linesOf(text).sort();
      return (has("u") ? [...new Set(lines)] : lines).join("");
    });
  },
  wc: (call) => {
    const { has, rest } = options("wc", call, { flags: "cl" });
    return fromFiles("wc", call, rest, (text) => `${has("l") ? linesOf(text).length : Buffer.byteLength(text)}\n`);
  },
  tr: ({ words, streams, out }) => {
    const [first = "", second = ""] = words;
    const text = streams.in.rest();
    const set = (chars: string) => chars.replaceAll("\\n", "\n").replaceAll("\\0", "\0");
    if (first === "-d") out([...text].filter((char) => !set(second).includes(char)).join(""));
    else if (first.length === 1 || first === "\\n") out(text.replaceAll(set(first), set(second)));
    else throw new Unsupported(`tr ${words.join(" ")}`);
    return 0;
  },
  sed: (call) => {
    const { has, rest } = options("sed", call, { flags: "n" });
    const [script = "", ...paths] = rest;
    const [, source, replacement = "", flags = ""] =
      /^s\/((?:\\.|[^/])*)\/((?:\\.|[^/])*)\/([gp]*)$/.exec(script) ?? [];
    if (source === undefined) throw new Unsupported(`sed ${script}`);
    const pattern = new RegExp(expression(source), flags.includes("g") ? "g" : "");
    const text = replacement.replace(/\$/g, "$$$$").replace(/\\(\d)/g, "$$$1");
    return fromFiles("sed", call, paths, (whole) =>
      linesOf(whole)
        .filter((line) => !has("n") || (flags.includes("p") && pattern.test(line.trimEnd())))
        .map((line) => line.replace(pattern, text))
        .join(""),
    );
  },
  grep,
  seq: ({ words: [last], out }) => {
    out(Array.from({ length: Number(last) }, (_, index) => `${index + 1}\n`).join(""));
    return 0;
  },
};

function grep(call: Call): number {
  const { has, rest } = options("grep", call, { flags: "qsxFEvchi" });
  const [source = "", ...paths] = rest;
  const body = has("F") ? source.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&") : expression(source, has("E"));
  const pattern = new RegExp(has("x") ? `^(?:${body})$` : body, has("i") ? "i" : "");
  const texts =
    paths.length > 0 ? paths.map((path) => call.shell.machine.files.get(path)?.text) : [call.streams.in.rest()];
  const isMissing = texts.includes(undefined);
  if (isMissing && !has("s")) call.err("grep: no such file or directory\n");
  const lines = texts.flatMap((text) => linesOf(text ?? ""));
  const found = lines.filter((line) => pattern.test(line.replace(/\n$/, "")) !== has("v"));
  if (has("c")) call.out(`${found.length}\n`);
  else if (!has("q")) call.out(found.map((line) => line.replace(/\n?$/, "\n")).join(""));
  if (found.length > 0) return 0;
  return isMissing ? 2 : 1;
}

/** A POSIX regular expression for JavaScript; in a basic one, what stands for itself and what does not are the other way round. */
function expression(source: string, isExtended = false): string {
  const classes = source
    .replaceAll("[:space:]", "\\s")
    .replaceAll("[:digit:]", "0-9")
    .replaceAll("[:alnum:]", "A-Za-z0-9");
  if (isExtended) return classes;
  return classes.replace(/\\(.)|[+?(){}|]/g, (found, escaped) => {
    if (escaped === undefined) return `\\${found}`;
    return /[(){}|+?]/.test(escaped) ? escaped : found;
  });
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function fromFiles(name: string, call: Call, paths: readonly string[], work: (text: string) => string): number {
  if (paths.length === 0 || paths.join() === "-") {
    call.out(work(call.streams.in.rest()));
    return 0;
  }
  let code = 0;
  for (const path of paths) {
    const entry = call.shell.machine.files.get(path);
    if (entry?.kind === "file") call.out(work(entry.text));
    else {
      call.err(`${name}: ${path}: No such file or directory\n`);
      code = 1;
    }
  }
  return code;
}
