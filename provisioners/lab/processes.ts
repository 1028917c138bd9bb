import { readdir, readFile } from "node:fs/promises";

/**
 * Process IDs of a user-mode Linux machine. Killing its first process leaves the others alive, so all that carry its
 * ID in their command line are looked up.
 */
export async function umlProcesses(id: string, match: "whole" | "prefix" = "whole"): Promise<number[]> {
  const wanted = `umid=${id}`;
  const isMine = (words: string[]) =>
    words.some((word) => (match === "whole" ? word === wanted : word.startsWith(wanted)));
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const mine = await Promise.all(pids.map(async (pid) => (isMine(await argumentsOf(pid)) ? [pid] : [])));
  return mine.flat();
}

async function argumentsOf(pid: number): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
  } catch (error) {
    // It ended meanwhile.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
