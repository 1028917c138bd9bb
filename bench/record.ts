import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../provisioners/core/paths";

/** What docs/performance.md and its picture take their figures from. */
export const recordFile = join(packageRoot, "docs", "performance.json");

const GIB = 2 ** 30;

/** This computer, as figures name it: nothing of it but its size. */
export const machineName = (cores = availableParallelism(), memory = totalmem()) =>
  `${cores} ${cores === 1 ? "core" : "cores"}, ${Math.round(memory / GIB)} GiB`;

/** Puts the figures of one measurement into the file, in the place of those of an earlier one; the others stay. */
export async function record(measurement: string, figures: object, file = recordFile): Promise<void> {
  const kept = existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as object) : {};
  const date = new Date().toISOString().slice(0, 10);
  const all = { ...kept, [measurement]: { machine: machineName(), date, ...figures } };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(`${file}.new`, `${JSON.stringify(sorted, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}
