import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loginShellScript, parseLoginShell } from "../../../../provisioners/host/facts/login-shell";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "shell-"));
  mkdirSync(join(home, "bin"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** What the host's script finds for a user with this .bashrc; `more` is a file that it may read. */
function look(rc: string, more = "", shell = "/bin/bash") {
  writeFileSync(join(home, ".bashrc"), rc);
  writeFileSync(join(home, ".more"), more);
  const user = execFileSync("id", ["-un"], { encoding: "utf8" }).trim();
  writeFileSync(join(home, "bin/getent"), `#!/bin/sh\necho '${user}:x:0:0::${home}:${shell}'\n`);
  chmodSync(join(home, "bin/getent"), 0o755);
  const env = { PATH: `${join(home, "bin")}:${process.env.PATH}` };
  return parseLoginShell(execFileSync("sh", ["-c", loginShellScript], { env, encoding: "utf8" }));
}

test.each([
  ["reads", "echo hi\nread -r name\necho $name"],
  ["reads", "true\ncat >/dev/null"],
  ["setsErrexit", "alias ll='ls -l'\nset -euo pipefail"],
  ["setsErrexit", "true\nset -o errexit\nset +e"],
  ["changesLocale", "true\nexport LANG=de_DE.UTF-8"],
  ["changesLocale", "true\nLC_ALL=fr_FR.UTF-8"],
])("finds the line that %s: %j", (what, rc) => {
  const { user: _, shell: __, ...found } = look(rc) ?? {};
  const other = { reads: undefined, setsErrexit: undefined, changesLocale: undefined };
  expect(found).toEqual({ ...other, [what]: `${home}/.bashrc:2` });
});

test("finds it in a file that the start-up file reads", () => {
  expect(look(". ~/.more", "\n\nset -e")?.setsErrexit).toBe(`${home}/.more:3`);
});

test("finds nothing in what is for terminals, and in a shell other than bash", () => {
  const nothing = { reads: undefined, setsErrexit: undefined, changesLocale: undefined };
  expect(look("case $- in *i*) ;; *) return ;; esac\nset -e\nread x\nLANG=de_DE.UTF-8")).toMatchObject(nothing);
  expect(look("echo welcome; echo welcome >&2")).toMatchObject(nothing);
  expect(look("set -e", "", "/bin/sh")).toMatchObject(nothing);
});
