import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onlyLeftovers, readLocks, stateFolder } from "../../../../tools/stack/locks";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tools-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("locks of killed runs", () => {
  const write = async (stack: string, content: object) => {
    const into = join(folder, ".pulumi/locks/organization/project", stack);
    await mkdir(into, { recursive: true });
    await writeFile(join(into, "1.json"), JSON.stringify(content));
  };
  const lock = { pid: 42, username: "u", hostname: "here", timestamp: "2026-01-02T03:04:05Z" };

  test("only the stack's own locks count", async () => {
    expect(await readLocks(folder, "project", "lab")).toEqual([]);
    await write("lab", lock);
    await write("other", lock);
    expect(await readLocks(folder, "project", "lab")).toMatchObject([{ pid: 42, hostname: "here" }]);
    expect(await readLocks(folder, "elsewhere", "lab")).toEqual([]);
  });

  test("a dead process here leaves a lock that may go", async () => {
    await write("lab", lock);
    const locks = await readLocks(folder, "project", "lab");
    expect(await onlyLeftovers(locks, async () => false, "here")).toBe(true);
    expect(await onlyLeftovers([], async () => false, "here")).toBe(false);
  });

  test("a living process, or one on another machine, keeps its lock", async () => {
    await write("lab", lock);
    const locks = await readLocks(folder, "project", "lab");
    await expect(onlyLeftovers(locks, async () => true, "here")).rejects.toThrow(/locked by process 42[\s\S]*Fix: /);
    await expect(onlyLeftovers(locks, async () => false, "there")).rejects.toMatchObject({ code: "STACK_BUSY" });
  });

  test("only a local file backend has them", () => {
    expect(stateFolder("file:///a/b%20c")).toBe("/a/b c");
    expect(stateFolder("s3://bucket")).toBeUndefined();
    expect(stateFolder(undefined)).toBeUndefined();
  });
});
