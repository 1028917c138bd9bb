import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { batched } from "../../provisioners/ssh/commands/batch";
import { writeCommand } from "../../provisioners/ssh/commands/upload";
import type { Handler } from "./server";
import { pool, server } from "./setup";

/** Runs what it is sent in a real shell. */
const shell: Handler = ({ command, stdin }) => {
  const { stdout, stderr, status } = spawnSync("sh", ["-c", command], { input: stdin, encoding: "utf8" });
  return { stdout, stderr, code: status ?? 128 };
};

async function hostWithShell(handler: Handler = shell) {
  const remote = await server({ handler });
  return { remote, host: await pool().use(remote.connection(), { name: "web-1" }) };
}

describe("several commands at once", () => {
  test("go over in one round trip and each has its own output, byte for byte, and code", async () => {
    const { host, remote } = await hostWithShell();
    const begun: number[] = [];
    const commands = [
      { script: "printf 'no line feed'; echo warned >&2" },
      { script: ["printf", "%s\\n\\n", "it's $HOME"] },
      { script: "exit 3", codes: [3] },
      { script: "cat", stdin: "from 'stdin'\n%s \\n" },
      { script: "cat" },
    ];
    expect(await host.runAll(commands, { onBegin: (index) => begun.push(index) })).toEqual([
      { stdout: "no line feed", stderr: "warned\n", code: 0 },
      { stdout: "it's $HOME\n\n", stderr: "", code: 0 },
      { stdout: "", stderr: "", code: 3 },
      { stdout: "from 'stdin'\n%s \\n", stderr: "", code: 0 },
      { stdout: "", stderr: "", code: 0 },
    ]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(remote.calls).toHaveLength(1);
  });

  test("end with the first that fails, whose error says what and why", async () => {
    const { host } = await hostWithShell();
    const begun: number[] = [];
    const commands = [
      { script: "true" },
      { script: "echo no such thing >&2; exit 7", what: "look for it" },
      { script: "true" },
    ];
    const failure = host.runAll(commands, { onBegin: (index) => begun.push(index) });
    await expect(failure).rejects.toMatchObject({
      code: "SSH_COMMAND_FAILED",
      summary: "Failed with exit code 7: look for it",
      host: "web-1 (127.0.0.1)",
    });
    await expect(failure).rejects.toThrow("Cause: no such thing");
    expect(begun).toEqual([0, 1]);
  });

  test("fail with the error that the command itself has for it", async () => {
    const { host } = await hostWithShell();
    const failed = ({ stdout }: { stdout: string }) =>
      new SwarmError({ code: "HOST_UNFIT", summary: `Not fit: ${stdout}` });
    await expect(host.runAll([{ script: "printf reasons; false", failed }])).rejects.toThrow("Not fit: reasons");
  });

  test("do nothing where only a part of them arrives", async () => {
    const folder = mkdtempSync(join(tmpdir(), "run-all-"));
    try {
      const file = join(folder, "made");
      let sent = "";
      const { host } = await hostWithShell(({ stdin }) => {
        sent = stdin;
        return { code: 1, stderr: "cut off" };
      });
      const commands = [{ script: `touch ${file}` }, { script: `echo 'two lines\nof text' >>${file}` }];
      await expect(host.runAll(commands)).rejects.toThrow("cut off");
      for (let length = 0; length < sent.trimEnd().length; length += 7)
        spawnSync("sh", { input: sent.slice(0, length) });
      expect(() => statSync(file)).toThrow("ENOENT");
      spawnSync("sh", { input: sent });
      expect(readFileSync(file, "utf8")).toBe("two lines\nof text\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("carry no content in the command line", async () => {
    const { host, remote } = await hostWithShell();
    await host.runAll([{ script: "cat >/dev/null", stdin: "SECRET" }, { script: "echo SECRET" }]);
    expect(remote.calls[0]?.line).not.toContain("SECRET");
  });
});

test("a file that keeps its mode is written among other commands", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-all-"));
  try {
    const { host } = await hostWithShell();
    const [old, fresh] = [join(folder, "old"), join(folder, "fresh")];
    writeFileSync(old, "before", { mode: 0o640 });
    const owner = userInfo().username;
    await host.runAll([
      writeCommand(old, "it's ünder\n", { keep: true }),
      writeCommand(fresh, "new", { keep: true, mode: 0o600, owner }),
    ]);
    expect(readFileSync(old, "utf8") + readFileSync(fresh, "utf8")).toBe("it's ünder\nnew");
    expect([old, fresh].map((path) => statSync(path).mode & 0o777)).toEqual([0o640, 0o600]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("a batching host", () => {
  test("sends looks that are asked for at the same moment in one round trip, and what follows from them in another", async () => {
    const { host, remote } = await hostWithShell();
    const looking = batched(host);
    const look = async (name: string) => {
      const first = await looking.run(`echo ${name}`, { idempotent: true });
      const second = await looking.run(["echo", `${first.stdout.trim()}!`], { idempotent: true });
      return second.stdout;
    };
    expect(await Promise.all(["a", "b", "c"].map(look))).toEqual(["a!\n", "b!\n", "c!\n"]);
    expect(remote.calls).toHaveLength(2);
  });

  test("sends alone what has an input or may not be repeated", async () => {
    const { host, remote } = await hostWithShell();
    const looking = batched(host);
    await Promise.all([looking.run("cat", { stdin: "x", idempotent: true }), looking.run("true")]);
    expect(remote.calls.map(({ command }) => command).sort()).toEqual(["cat", "true"]);
  });

  test("fails every look of a round trip in which one fails", async () => {
    const { host } = await hostWithShell();
    const looking = batched(host);
    const looks = ["exit 4", "true"].map((script) => looking.run(script, { what: script, idempotent: true }));
    expect((await Promise.allSettled(looks)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(looks[1]).rejects.toThrow("Failed with exit code 4: exit 4");
  });
});
