import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { create } from "tar";

/** The time of every file in an archive: npm's own for packages. */
const mtime = new Date("1985-10-26T08:15:00Z");

/** Packs a folder's content. The same content gives the same bytes, whoever packs it, and when. */
export async function pack(folder: string, file: string): Promise<void> {
  await create({ file, cwd: folder, gzip: { level: 9 }, portable: true, noPax: true, mtime }, await filesIn(folder));
}

/** Paths of the files below a folder, in one order everywhere. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
