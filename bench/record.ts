import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../provisioners/core/paths";

/** What docs/performance.md and its picture take their figures from. */
export const recordFile = join(packageRoot, "docs", "performance.json");

const GIB = 2 ** 30;

/** This computer, as figures name it: nothing of it but its size. */
export const machineName = (cores = availableParallelism(), memory = totalmem()) =>
  `${cores} ${cores === 1 ? "core" : "cores"}, ${Math.round(memory / GIB)} GiB`;

/** What there is to say of a computer that has other work to do; nothing of one that is idle. */
export function busyWarning(cores = availableParallelism(), load = loadavg()[0] ?? 0): string | undefined {
  if (load < cores) return undefined;
  return `This computer is busy: ${load.toFixed(1)} programs want its ${cores} cores. Times that are measured now say little.`;
}

type Recorded = Record<string, Record<string, object>>;

/**
 * Puts the figures of one part of a measurement into the file, such as those of one number of hosts, in the place of those
 * of an earlier run; the others stay.
 */
export async function record(measurement: string, part: string, figures: object, file = recordFile): Promise<void> {
  const kept = existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as Recorded) : {};
  const measured = { machine: machineName(), date: new Date().toISOString().slice(0, 10), ...figures };
  const all = { ...kept, [measurement]: { ...kept[measurement], [part]: measured } };
  await writeFile(`${file}.new`, `${JSON.stringify(all, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}
