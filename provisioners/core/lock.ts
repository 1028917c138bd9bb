import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** True while a process with this id runs here, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Runs `work` while no other process does. A lock whose process is gone is taken over. Two processes that take over
 * at the same instant may both run: the work has to stand that (it ends in an atomic rename), it would only be double.
 */
export async function withLock<T>(
  path: string,
  status: (text: string) => void,
  work: () => Promise<T>,
  pauseMs = 1_000,
): Promise<T> {
  const mine = `${process.pid} ${hostname()}`;
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    try {
      await writeFile(path, mine, { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const held = await readIfThere(path);
    if (held === undefined) continue;
    const [pid = "", host] = held.split(" ");
    // An empty lock is one that is being written, or whose writer was killed in between: the pause tells them apart.
    const dead = host === hostname() && !isAlive(Number(pid));
    if (dead) await rm(path, { force: true });
    else {
      status(`waiting for process ${pid || "(starting)"} on ${host ?? "this machine"} (${path})`);
      await sleep(pauseMs);
      if (held === "" && (await readIfThere(path)) === "") await rm(path, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    if ((await readIfThere(path)) === mine) await rm(path, { force: true });
  }
}
