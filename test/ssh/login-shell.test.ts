import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withDocker } from "../../provisioners/docker/host";
import type { RunOptions } from "../../provisioners/ssh/types";
import { pool, server } from "./setup";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "login-"));
  await mkdir(join(home, "bin"));
});
afterEach(() => rm(home, { recursive: true }));

/** sudo as it asks, lectures and hands the input on. */
const SUDO = `#!/bin/bash
password=
while [ "\${1#-}" != "$1" ]; do case $1 in -S) password=1; shift ;; -p) prompt=$2; shift 2 ;; *) shift ;; esac; done
echo 'sudo: unable to resolve host web-1' >&2
tries=0
while [ -n "$password" ]; do
  printf %s "$prompt" >&2
  read -r said
  [ "$said" = hunter2 ] && break
  echo 'Sorry, try again.' >&2
  tries=$((tries + 1)); [ $tries = 3 ] && exit 1
done
echo 'We trust you have received the usual lecture' >&2
echo 'Last login: never'
exec "$@"
`;

async function connect(rc: string, { user = "root", login = "bash", file = ".bashrc", sudoPassword = "" } = {}) {
  await mkdir(join(home, file, ".."), { recursive: true });
  await writeFile(join(home, file), rc);
  await writeFile(join(home, "bin/sudo"), SUDO);
  await chmod(join(home, "bin/sudo"), 0o755);
  // As sshd starts it: bash then reads .bashrc.
  const env = { HOME: home, SSH_CLIENT: "192.0.2.1 1 22", SHLVL: "0" };
  const remote = await server({ shell: { login, env, path: [join(home, "bin")] } });
  return pool().use(remote.connection({ user, ...(sudoPassword && { sudoPassword }) }));
}

const both = "printf 'out\\n'; printf 'err\\n' >&2; exit 3";
const codes = { codes: [0, 3] };
const told = { stdout: "out\n", stderr: "err\n", code: 3 };

const noisy: [string, string][] = [
  ["prints", "echo welcome; echo 'mesg: ttyname failed' >&2"],
  ["prints without a line break", "printf 'welcome'; printf 'stdin: is not a tty' >&2"],
  ["prints at its end", "trap 'echo bye; echo bye >&2; exit 7' EXIT"],
  ["traces", "set -x"],
  ["shows what it reads", "set -v"],
  ["prints a lot", "for i in $(seq 5000); do echo 'welcome to this machine'; done"],
  ["prints bytes", "printf '\\377\\000\\033[1m'"],
  ["exports its options", "export SHELLOPTS; set -x"],
  ["sets -e and -u", "set -eu"],
  [
    "defines functions of its own",
    "sh() { echo no; }; timeout() { echo no; }; printf() { echo no; }; sudo() { echo no; }",
  ],
  ["changes the separator", "IFS=abc; export IFS"],
  ["leaves sbin out of the path", "PATH=$HOME/bin:/bin"],
  ["reads a line", 'read -r name; echo "hello $name"'],
  ["changes the locale", "export LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 LANGUAGE=de"],
];

describe.each(["root", "ubuntu"])("the start-up of the login shell of %s that", (user) => {
  test.each(noisy)("%s changes no command's output and code, and no file that is uploaded", async (_, rc) => {
    const host = await connect(rc, { user });
    expect(await host.run(both, codes)).toMatchObject(told);
    const lines: string[] = [];
    const options: RunOptions = { onLine: (line) => lines.push(line), stdin: "a\nb", sudo: user === "root" };
    expect((await host.run("cat; printf '\\nü' >&2", options)).stdout).toBe("a\nb");
    expect(lines.sort()).toEqual(["a", "b", "", "ü"].sort());
    await writeFile(join(home, "bin/chown"), "#!/bin/sh\n");
    await chmod(join(home, "bin/chown"), 0o755);
    await host.upload(join(home, "etc/conf"), "line 1\nline 2");
    expect(await readFile(join(home, "etc/conf"), "utf8")).toBe("line 1\nline 2");
  });
});

test("commands answer in English, with files that others can read, and the host's own Docker", async () => {
  const host = await connect("export LC_ALL=de_DE.UTF-8 DOCKER_HOST=tcp://192.0.2.1; umask 077");
  const { stdout } = await host.run('echo "$LC_ALL,$DOCKER_HOST,$(umask)"');
  expect(stdout).toBe("C,,0022\n");
});

test("a start-up that reads is told", async () => {
  const reading = await connect("read -r name");
  expect(await reading.run("true")).toHaveProperty("isInputTaken", true);
  expect(await reading.run("cat", { stdin: "x" })).toMatchObject({ isInputTaken: true, stdout: "x" });
  const hungry = await connect("cat >/dev/null");
  expect(await hungry.run("true")).toHaveProperty("isInputTaken", true);
  expect(await (await connect("echo welcome")).run("true")).not.toHaveProperty("isInputTaken");
});

describe("a start-up that does not come to the command", () => {
  test.each([
    ["exit", "echo 'no shell for you'; exit 0", "ended with exit code 0", "no shell for you"],
    ["a failure under -e", "set -e; ls /nowhere", "ended with exit code 2", "/nowhere"],
    ["another program", "exec cat", "ended with exit code 0", "# "],
    ["another shell", "exec sh", "ended with exit code 0", "it printed nothing"],
  ])("by %s is an error that names the files", async (_, rc, summary, cause) => {
    const host = await connect(rc);
    const failure = host.run("true");
    await expect(failure).rejects.toMatchObject({ code: "SSH_LOGIN_SHELL", kind: "final" });
    await expect(failure).rejects.toThrow(summary);
    await expect(failure).rejects.toThrow(cause);
    await expect(failure).rejects.toThrow("~root/.bashrc");
  });

  test("hears no secret", async () => {
    const failure = (await connect("exec cat")).run("cat", { stdin: "hunter2", deadlineMs: 1_500 });
    await expect(failure).rejects.toMatchObject({ code: "SSH_LOGIN_SHELL" });
    await expect(failure).rejects.not.toThrow("hunter2");
  });
});

test("a script of any characters reaches the host as it is", async () => {
  const host = await connect("");
  const script = "printf '%s|' 'it'\\''s' \"a\\\\b\" '!x' '\\0101' '%d' $((1+1))\necho \"\\$HOME\"";
  expect((await host.run(script)).stdout).toBe("it's|a\\b|!x|\\0101|%d|2|$HOME\n");
});

const others = [
  ["zsh", ".zshenv", "echo welcome; setopt xtrace"],
  ["fish", ".config/fish/config.fish", "echo welcome"],
  ["tcsh", ".cshrc", "echo welcome"],
  ["dash", ".profile", ""],
].filter(([name = ""]) => spawnSync(name, ["-c", "true"]).status === 0);

test.each(others)("%s as login shell is told apart, too", async (login = "", file = "", rc = "") => {
  const host = await connect(rc, { login, file });
  expect(await host.run(both, codes)).toEqual(told);
  const script = "printf '%s|' 'it'\\''s' \"a\\\\b\" '!x' '\\0101'\nread -r x; echo \"$x\"";
  expect((await host.run(script, { stdin: "in\n" })).stdout).toBe("it's|a\\b|!x|\\0101|in\n");
});

describe("sudo with a password", () => {
  test("gets it over its input, before the command's own", async () => {
    const host = await connect("echo welcome", { user: "ubuntu", sudoPassword: "hunter2" });
    expect((await host.run("cat", { stdin: "content" })).stdout).toBe("content");
    expect(await host.run(both, codes)).toEqual(told);
  });

  test("that never asks gets none", async () => {
    const host = await connect("", { user: "ubuntu", sudoPassword: "hunter2" });
    await writeFile(join(home, "bin/sudo"), '#!/bin/sh\nshift 3\nexec "$@"\n');
    expect((await host.run("cat", { stdin: "content" })).stdout).toBe("content");
  });

  test("refuses a wrong one, without a second try", async () => {
    const host = await connect("", { user: "ubuntu", sudoPassword: "wrong" });
    const failure = host.run("cat", { stdin: "content" });
    await expect(failure).rejects.toMatchObject({ code: "SSH_NO_SUDO", kind: "final" });
    await expect(failure).rejects.not.toThrow(/wrong|content/);
  });
});

test("the Docker socket behind a command is told apart, with a password and without", async () => {
  for (const sudoPassword of ["", "hunter2"]) {
    const rc = "echo welcome; trap 'echo bye' EXIT";
    const http = createServer((_, response) => response.end(JSON.stringify({ Version: "28.0.0" })));
    const path = join(home, `docker${sudoPassword}.sock`);
    await new Promise<void>((resolve) => http.listen(path, resolve));
    const docker = `#!${process.execPath}\nconst s = require("net").connect("${path}"); process.stdin.pipe(s); s.pipe(process.stdout);\n`;
    await writeFile(join(home, "bin/docker"), docker);
    await chmod(join(home, "bin/docker"), 0o755);
    await writeFile(join(home, ".bashrc"), rc);
    await writeFile(join(home, "bin/sudo"), SUDO);
    await chmod(join(home, "bin/sudo"), 0o755);
    const env = { HOME: home, SSH_CLIENT: "192.0.2.1 1 22", SHLVL: "0" };
    const remote = await server({ shell: { login: "bash", env, path: [join(home, "bin")] } });
    const connection = remote.connection({ user: "ubuntu", ...(sudoPassword && { sudoPassword }) });
    const host = await withDocker(pool()).use(connection);
    await expect(host.docker().version()).resolves.toMatchObject({ Version: "28.0.0" });
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }
});
