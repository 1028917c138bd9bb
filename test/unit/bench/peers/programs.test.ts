import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../../../bench/peers/programs";
import { isAlive } from "../../../../provisioners/core/process";
import { until } from "../../../../provisioners/core/until";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "programs-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A child of the program, once it has said which it is. */
const childOf = () =>
  until(
    async () => {
      const text = await readFile(join(folder, "child"), "utf8").catch(() => "");
      return text.endsWith("\n") ? Number(text) : undefined;
    },
    { what: "the program's child", deadlineMs: 20_000, pauseMs: 20 },
  );
const gone = (pid: number) =>
  until(async () => (isAlive(pid) ? undefined : true), { what: "the child's end", deadlineMs: 20_000, pauseMs: 20 });

describe("a measured program", () => {
  test("gives what it printed", async () => {
    expect(await runProgram("sh", ["-c", "echo made"], { what: "make it" })).toBe("made");
  });

  test("that fails is an error with its last lines", async () => {
    const failed = runProgram("sh", ["-c", "echo no swarm >&2; exit 3"], { what: "make it", host: "manager-1" });
    await expect(failed).rejects.toThrow(/Cannot make it[\s\S]*sh ended with code 3:\nno swarm/);
  });

  test("ends with its children when it is interrupted", async () => {
    const controller = new AbortController();
    const program = "sleep 1000 & echo $! >child; wait";
    const run = runProgram("sh", ["-c", program], { what: "wait", cwd: folder, signal: controller.signal });
    const child = await childOf();
    controller.abort(new Error("interrupted"));
    await expect(run).rejects.toThrow("interrupted");
    await gone(child);
  });

  test("that ends leaves no child behind", async () => {
    const program = "sleep 1000 >/dev/null 2>&1 & echo $! >child";
    await runProgram("sh", ["-c", program], { what: "start something", cwd: folder });
    await gone(await childOf());
  });

  test("is not started once it was interrupted", async () => {
    const signal = AbortSignal.abort(new Error("interrupted"));
    const run = runProgram("sh", ["-c", "echo >child"], { what: "make it", cwd: folder, signal });
    await expect(run).rejects.toThrow("interrupted");
    await expect(readFile(join(folder, "child"))).rejects.toThrow("ENOENT");
  });
});
