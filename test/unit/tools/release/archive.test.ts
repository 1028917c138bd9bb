import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReadEntry, t } from "tar";
import { pack } from "../../../../tools/release/archive";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "archive-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Packs the same files, written in this order, at this time. */
async function packed(name: string, files: string[], time: Date) {
  const from = join(folder, name);
  for (const file of files) {
    await mkdir(join(from, file, ".."), { recursive: true });
    await writeFile(join(from, file), `content of ${file}`);
    await chmod(join(from, file), file === "run" ? 0o775 : 0o664);
    await utimes(join(from, file), time, time);
  }
  const file = join(folder, `${name}.tar.gz`);
  await pack(from, file);
  return file;
}

test("an archive of the same files is the same, whenever and in whatever order they were written", async () => {
  const one = await packed("one", ["run", "b/c", "a"], new Date("2026-01-01"));
  const other = await packed("other", ["a", "b/c", "run"], new Date("2020-01-01"));
  expect(await readFile(one)).toEqual(await readFile(other));
});

test("an archive has the files in order, programs executable, and nobody's name", async () => {
  const entries: ReadEntry[] = [];
  await t({ file: await packed("one", ["run", "b/c", "a"], new Date()), onReadEntry: (entry) => entries.push(entry) });
  expect(entries.map(({ path, mode }) => [path, mode?.toString(8)])).toEqual([
    ["a", "644"],
    ["b/c", "644"],
    ["run", "755"],
  ]);
  expect(entries.every(({ uname, gname, uid }) => !uname && !gname && !uid)).toBe(true);
});
