import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../provisioners/core/lock";
import { isAlive } from "../../../provisioners/core/process";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const image = () => join(folder, "images/trixie");
const quiet = () => {};

test("withLock makes the second wait for the first, and says so", async () => {
  const steps: string[] = [];
  let second: Promise<unknown> = Promise.resolve();
  await withLock(image(), quiet, async () => {
    steps.push("first begins");
    await new Promise<void>((waits) => {
      const status = (text: string) => {
        if (!steps.includes(text)) steps.push(text);
        waits();
      };
      second = withLock(image(), status, async () => steps.push("second"), 5);
    });
    steps.push("first ends");
  });
  await second;
  const waiting = `waiting for another process (${image()}.locked)`;
  expect(steps).toEqual(["first begins", waiting, "first ends", "second"]);
  expect(await readdir(join(folder, "images"))).toEqual([]);
});

test("withLock frees the lock of work that fails", async () => {
  await expect(withLock(image(), quiet, () => Promise.reject(new Error("no space")))).rejects.toThrow("no space");
  expect(await withLock(image(), quiet, async () => "done")).toBe("done");
});

test("withLock takes over the lock of a killed process, which is not renewed any more", async () => {
  const left = `${image()}.locked`;
  await mkdir(left, { recursive: true });
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(left, minuteAgo, minuteAgo);
  expect(
    await withLock(
      image(),
      () => expect(left).toBe("free"),
      async () => "done",
    ),
  ).toBe("done");
});

test("isAlive tells a running process from one that ended", () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(spawnSync("true").pid)).toBe(false);
});
