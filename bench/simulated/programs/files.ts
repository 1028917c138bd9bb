import { posix } from "node:path";
import type { Entry } from "../shell/files";
import type { Call, Program } from "../shell/run";
import { Unsupported } from "../shell/syntax";
import { options } from "./options";

let made = 0;

/** Programs that change or show what is in the file system. */
export const filePrograms: Record<string, Program> = {
  mkdir: (call) => {
    const { rest } = options("mkdir", call, { flags: "p", values: "m" });
    for (const path of rest) call.shell.machine.files.makeFolder(path);
    return 0;
  },
  rm: (call) => {
    const { has, rest } = options("rm", call, { flags: "rf" });
    const { files } = call.shell.machine;
    const missing = rest.filter((path) => !files.get(path, true));
    for (const path of rest) files.remove(path);
    if (has("f") || missing.length === 0) return 0;
    call.err(`rm: cannot remove '${missing[0]}': No such file or directory\n`);
    return 1;
  },
  rmdir: (call) => {
    const { rest } = options("rmdir", call, { long: ["ignore-fail-on-non-empty"] });
    const { files } = call.shell.machine;
    for (const path of rest) if (files.names(path).length === 0) files.remove(path);
    return 0;
  },
  mv: (call) => {
    const { rest } = options("mv", call, { flags: "f" });
    const [from = "", to = ""] = rest;
    call.shell.machine.files.move(from, to);
    return 0;
  },
  chown: (call) => {
    return change(
      "chown",
      call,
      (owner) => ({ owner }),
      ({ owner }) => ({ owner }),
    );
  },
  chmod: (call) => {
    return change(
      "chmod",
      call,
      (mode) => ({ mode: Number.parseInt(mode, 8) }),
      ({ mode }) => ({ mode }),
    );
  },
  mktemp: (call) => {
    const { has, rest } = options("mktemp", call, { flags: "d" });
    const path = (rest[0] ?? "/tmp/tmp.XXXXXX").replace(/X+$/, () => (++made).toString(36).padStart(6, "0"));
    if (has("d")) call.shell.machine.files.makeFolder(path);
    else call.shell.machine.files.write(path, { mode: 0o600 });
    call.out(`${path}\n`);
    return 0;
  },
  install: (call) => {
    const { has, value, rest } = options("install", call, { flags: "dD", values: "m" });
    const { files } = call.shell.machine;
    const mode = Number.parseInt(value("m") ?? "755", 8);
    if (has("d")) for (const path of rest) files.makeFolder(path);
    else {
      const [from = "", to = ""] = rest;
      const text = from === "/dev/null" ? "" : from === "/dev/stdin" ? call.streams.in.rest() : files.get(from)?.text;
      files.write(to, { text: text ?? "", mode });
    }
    return 0;
  },
  readlink: (call) => {
    const { has, rest } = options("readlink", call, { flags: "f" });
    const { files } = call.shell.machine;
    const [path = ""] = rest;
    const entry = files.get(path, true);
    if (has("f")) call.out(`${files.real(path)}\n`);
    else if (entry?.kind === "link") call.out(`${entry.text}\n`);
    else return 1;
    return 0;
  },
  stat: (call) => {
    const { value, rest } = options("stat", call, { values: "c" });
    const entry = call.shell.machine.files.get(rest[0] ?? "");
    if (!entry) return 1;
    const [user = "", group = ""] = entry.owner.split(":");
    const shown: Record<string, string> = {
      "%a": entry.mode.toString(8),
      "%U": user,
      "%u": user === "root" ? "0" : user,
      "%g": group === "root" ? "0" : group,
    };
    call.out(`${(value("c") ?? "").replace(/%\w/g, (each) => shown[each] ?? refuse(`stat -c ${each}`))}\n`);
    return 0;
  },
  dirname: (call) => printed(call, posix.dirname),
  basename: (call) => printed(call, (path) => posix.basename(path)),
  /** Only to remove old folders, of which there are none. */
  find: (call) => (call.words.includes("-mmin") ? 0 : refuse(`find ${call.words.join(" ")}`)),
};

function refuse(what: string): never {
  throw new Unsupported(what);
}

function printed(call: Call, of: (path: string) => string): number {
  call.out(`${of(call.words.filter((word) => word !== "--")[0] ?? "")}\n`);
  return 0;
}

/** What a word says, or another file has, for all the others. */
function change(
  name: string,
  call: Call,
  said: (word: string) => Partial<Entry>,
  had: (entry: Entry) => Partial<Entry>,
) {
  const { value, rest } = options(name, call, { long: ["reference"] });
  const { files } = call.shell.machine;
  const model = value("reference");
  const [word = "", ...others] = rest;
  const known = model === undefined ? undefined : files.get(model);
  for (const path of model === undefined ? others : rest) files.write(path, known ? had(known) : said(word));
  return 0;
}
