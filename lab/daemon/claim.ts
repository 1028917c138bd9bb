import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "../../provisioners/core/lock";
import { endMachines } from "../leftovers";
import { controlSocket, lockFile, socketsFolder } from "../paths";
import { listens } from "../system/listens";

/**
 * Makes this process the daemon of a lab: ends what is left of an earlier one that was killed (its machines, its sockets)
 * and listens in its place. False where another daemon of the lab lives.
 */
export function claim(lab: string, listen: (path: string) => Promise<void>): Promise<boolean> {
  return withLock(
    lockFile(lab, "claim"),
    () => undefined,
    async () => {
      if (await listens({ path: controlSocket(lab) })) return false;
      await endMachines(lab);
      await rm(socketsFolder(lab), { recursive: true, force: true });
      await mkdir(socketsFolder(lab), { recursive: true, mode: 0o700 });
      await listen(controlSocket(lab));
      return true;
    },
    50,
  );
}

/** Removes a lab's sockets, the one that the daemon listens on as the last: whoever finds none starts a daemon. */
export async function release(lab: string, close: () => void): Promise<void> {
  await withLock(
    lockFile(lab, "claim"),
    () => undefined,
    async () => {
      const folder = socketsFolder(lab);
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        if (path !== controlSocket(lab)) await rm(path, { recursive: true, force: true });
      }
      close();
      await rmdir(folder);
    },
    50,
  );
}
