import { debianImage } from "../../../../bench/simulated/hosts/image";
import { type Host, programOf } from "../../../../bench/simulated/programs";
import { builtins } from "../../../../bench/simulated/shell/builtins";
import { Files } from "../../../../bench/simulated/shell/files";
import { type Machine, Shell } from "../../../../bench/simulated/shell/run";
import { Sink, Source } from "../../../../bench/simulated/shell/streams";
import { Unsupported } from "../../../../bench/simulated/shell/syntax";

/** Runs a script on a host of its own. */
async function run(script: string, input = "") {
  const host: Host & Machine = {
    ...{ name: "host", address: "10.80.0.2", hostname: "host", files: new Files(debianImage()) },
    units: new Map([["docker", { active: true, enabled: true }]]),
    takes: () => undefined,
    docker: async () => ({ status: 200, body: "{}" }),
    program: (name: string) => programOf(host, name),
    listens: (_address: string, port: number) => port === 7946,
  };
  const [out, err] = [new Sink(), new Sink()];
  const streams = { in: new Source(input), out: new Map([1, 2].map((at) => [at, at === 1 ? out : err])) };
  const code = await new Shell(host, streams, new Map(), [], builtins).script(script);
  return { code, out: out.text, err: err.text, files: host.files };
}

const printed = async (script: string, input?: string) => (await run(script, input)).out;

test.each([
  ["quotes keep blanks, and a backslash a letter", `echo 'a  b' "c  d" e\\ f`, "a  b c  d e f\n"],
  ["what a variable holds is split where it is not quoted", `x='a  b'; echo $x "$x"`, "a b a  b\n"],
  ["a default stands for what is missing", `x=; echo \${x:-one} \${x-two}three \${y=four}$y`, "one three fourfour\n"],
  [
    "ends are cut off by patterns",
    `x=/a/b.c; echo \${x##*/} \${x%/*} \${x#/a} \${x%%.*} \${#x}`,
    "b.c /a /b.c /a/b 6\n",
  ],
  ["a separator of its own splits", `IFS=:; for x in $(echo a:b); do echo "<$x>"; done`, "<a>\n<b>\n"],
  ["a substitution loses the line ends at its end", `echo "[$(printf 'a\\nb\\n\\n')]"`, "[a\nb]\n"],
  ["sums are worked out", `x=4; echo $((x * 2 - $(echo 3)))`, "5\n"],
  ["a branch is taken by a pattern", `case a.conf in *.d|x) echo no ;; *.conf) echo yes ;; esac`, "yes\n"],
  [
    "a loop ends and goes on early",
    `for i in 1 2 3 4; do case $i in 2) continue ;; 4) break ;; esac; echo $i; done`,
    "1\n3\n",
  ],
  ["a loop reads lines", `printf 'a b\\nc' | while read -r x y || [ -n "$x" ]; do echo "$x-$y"; done`, "a-b\nc-\n"],
  ["a function has words of its own", `f() { echo "$1$#"; return 3; }; f a b || echo $?`, "a2\n3\n"],
  ["a document is read as it stands where its end is quoted", `x=1; cat <<'A' && cat <<B\n$x\nA\n$x\nB\n`, "$x\n1\n"],
  ["outputs go where they are sent", `{ echo a; echo b >&2; } >/tmp/o 2>&1; cat /tmp/o`, "a\nb\n"],
  ["a trap runs at the end", `trap 'echo end' EXIT; echo begin; exit 0`, "begin\nend\n"],
  ["an assignment keeps the exit code of what was before it", `(exit 3); code=$?; echo $code`, "3\n"],
  [
    "a command finds files by a pattern",
    `for f in /etc/*release /nothing/*; do echo $f; done`,
    "/etc/os-release\n/nothing/*\n",
  ],
  ["another shell has words and a name", `sh -c 'echo "$0 $1"' name word`, "name word\n"],
  ["an empty environment has no variable of before", `x=1; export x; env -i PATH=/bin sh -c 'echo "[$x]"'`, "[]\n"],
  ["an empty environment is in the same folder", `cd /etc/docker; env -i sh -c 'echo "$PWD"'`, "/etc/docker\n"],
])("%s", async (_name, script, expected) => {
  expect(await printed(script)).toBe(expected);
});

test("`set -e` ends a shell at what fails, and not at what is asked", async () => {
  const { code, out } = await run("set -eu\nif false; then :; fi\nfalse || true\n! true\necho on\nfalse\necho never");
  expect({ code, out }).toEqual({ code: 1, out: "on\n" });
});

test("a shell without words runs its input", async () => {
  expect(await printed("sh", "echo from input")).toBe("from input\n");
});

test("a file is changed as the host's files are", async () => {
  const { files } = await run("cat >/etc/new && chmod 0600 /etc/new && mv /etc/new /etc/moved", "text");
  expect(files.get("/etc/moved")).toMatchObject({ text: "text", mode: 0o600 });
  expect(files.get("/etc/new")).toBeUndefined();
});

test("a port is open or refused", async () => {
  expect(await run("exec 3<>/dev/tcp/10.80.0.3/7946")).toMatchObject({ code: 0 });
  expect((await run("exec 3<>/dev/tcp/10.80.0.3/9")).err).toContain("Connection refused");
});

test.each(["frobnicate --all", "docker frobnicate", "chmod --frobnicate 1 /etc/hosts", "sleep 1 &"])(
  "what no host knows is refused: %s",
  async (script) => {
    await expect(run(script)).rejects.toThrow(Unsupported);
  },
);
