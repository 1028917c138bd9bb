import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execute, run } from "../../../provisioners/core/process";
import { howToInstall, onPath, searchPath } from "../../../provisioners/core/programs";
import { capture, Interrupted } from "../../../tools/terminal/run";

const sh = (script: string, options = {}) => execute("sh", ["-c", script], options);
const task = { what: "make the disk image", code: "LAB_PROGRAM" as const, host: "this machine" };

const withFolder = async (work: (folder: string) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), "process-"));
  await work(folder).finally(() => rm(folder, { recursive: true }));
};

describe("execute", () => {
  test("gives both streams apart and together, and the exit code", async () => {
    const ended = await sh("echo out; echo err >&2; exit 3");
    expect(ended).toMatchObject({ code: 3, stdout: "out", stderr: "err" });
    expect(ended.output.split("\n").sort()).toEqual(["err", "out"]);
  });

  test("gives each line as it comes, without what blanks and carriage returns would leave", async () => {
    const lines: string[] = [];
    await sh("printf 'one\\n\\n  two\\r50 %%\\n'; echo three >&2", { onLine: (line: string) => lines.push(line) });
    expect(lines.sort()).toEqual(["50 %", "one", "three", "two"]);
  });

  test("hands on the environment that is given and no other, and no input", async () => {
    const ended = await sh("cat; echo $A:$HOME", { env: { PATH: process.env.PATH, A: "a" } });
    expect(ended.stdout).toBe("a:");
  });

  test("gives the signal that ended a program, and its code as shells have it", async () => {
    expect(await sh("kill -KILL $$")).toMatchObject({ code: 137, signal: "SIGKILL" });
  });

  test("says which program is missing and which package has it", async () => {
    const env = { PATH: "" };
    await expect(execute("uml_mconsole", [], { env })).rejects.toMatchObject({
      code: "CANNOT_START",
      message:
        "Cannot start uml_mconsole\nCause: there is no program uml_mconsole on PATH\n" +
        "Fix: install the Debian package uml-utilities (apt-get install uml-utilities), or what has uml_mconsole on your system",
    });
  });

  test("says which folder is missing where it is not the program", async () => {
    await expect(sh("true", { cwd: "/no/such/folder" })).rejects.toThrow("there is no folder /no/such/folder");
  });

  test("says that a file is not allowed to be executed", () =>
    withFolder(async (folder) => {
      const file = join(folder, "text");
      await writeFile(file, "");
      await expect(execute(file, [])).rejects.toThrow(`${file} is not allowed to be executed`);
    }));

  test("kills a program that does not end in time", async () => {
    await expect(sh("exec sleep 1000", { timeoutMs: 20 })).rejects.toThrow("sh did not end within 0.02 s");
  });
});

describe("run", () => {
  test("gives what a program printed on stdout", async () => {
    expect(await run("sh", ["-c", "echo out; echo err >&2"], task)).toBe("out");
  });

  test("says what failed, where, and the program's last lines, without its arguments", async () => {
    const script = "for n in $(seq 20); do echo line $n >&2; done; exit 7";
    const error = await run("sh", ["-c", script], { ...task, fix: "free some space" }).catch((thrown) => thrown);
    expect(error.message).toMatch(
      /^Cannot make the disk image \(this machine\)\nCause: sh ended with code 7:\nline 6\n/,
    );
    expect(error.message).toMatch(/line 20\nFix: free some space$/);
    expect(error).toMatchObject({ code: "LAB_PROGRAM" });
  });

  test("says what a missing program was needed for", async () => {
    const error = await run("no-such-program", [], task).catch((thrown) => thrown);
    expect(error.message).toBe(
      "Cannot make the disk image (this machine)\nCause: there is no program no-such-program on PATH\n" +
        "Fix: install no-such-program, and have its folder on PATH",
    );
  });
});

describe("programs", () => {
  test("are looked for in the system's folders too, which users do not have on PATH", () => {
    expect(searchPath(["/usr/bin", "/sbin"].join(delimiter))).toBe("/usr/bin:/sbin:/usr/local/sbin:/usr/sbin");
  });

  test("are found in the first folder that has an executable file of their name", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "tool"), "");
      expect(await onPath("tool", folder)).toBeUndefined();
      await chmod(join(folder, "tool"), 0o755);
      expect(await onPath("tool", ["/no/such", folder].join(delimiter))).toBe(folder);
    }));

  test.each(["skopeo", "ip"])("that Debian has come with the command that installs them: %s", (program) => {
    expect(howToInstall(program)).toContain("apt-get install");
  });
});

test("a command whose process is told to end passes it on to the program, and is interrupted", async () => {
  // Node emits the event for a signal; nothing else of this process must hear of it.
  const ended = capture("sh", ["-c", "trap 'exit 0' TERM; echo ready; while :; do sleep 0.01; done"], {
    onLine: () => process.emit("SIGTERM", "SIGTERM"),
  });
  await expect(ended).rejects.toEqual(new Interrupted(143));
});
