import { existsSync } from "node:fs";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeHalfMade } from "../../../../../lab/backends/uml/half-made";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-disk-"));
  await writeFile(join(folder, "base"), Buffer.alloc(4096));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ["removes a disk that was killed in the making", 100, false],
  ["keeps a disk that is longer than its base", 8192, true],
])("%s", async (_name, size, stays) => {
  const changes = join(folder, "disk.cow");
  await writeFile(changes, "OOOM");
  await truncate(changes, size);
  await removeHalfMade(changes, join(folder, "base"));
  expect(existsSync(changes)).toBe(stays);
});

test("does nothing before the first start", async () => {
  await removeHalfMade(join(folder, "disk.cow"), join(folder, "base"));
  expect(existsSync(join(folder, "disk.cow"))).toBe(false);
});
