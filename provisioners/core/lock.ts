import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";

/** A holder that has not renewed its lock for this long is dead. */
const STALE_MS = 10_000;

/**
 * Runs `work` while no other process does; `path` names what is locked and need not exist. The lock of a process that
 * was killed is taken over. So is that of one that could not run for ten seconds (a laptop that slept): the work has to
 * bear two at once (it ends in an atomic rename), it would only be double.
 */
export async function withLock<T>(
  path: string,
  status: (text: string) => void,
  work: () => Promise<T>,
  pauseMs = 1_000,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let lost = false;
  const take = () =>
    lock(path, {
      lockfilePath: `${path}.locked`,
      realpath: false,
      stale: STALE_MS,
      onCompromised: () => {
        lost = true;
      },
    });
  const release = await untilFree(take, async () => {
    status(`waiting for another process (${path}.locked)`);
    await sleep(pauseMs);
  });
  try {
    return await work();
  } finally {
    if (!lost) await release();
  }
}

async function untilFree<T>(take: () => Promise<T>, wait: () => Promise<void>): Promise<T> {
  for (;;) {
    try {
      return await take();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      await wait();
    }
  }
}
