import { existsSync } from "node:fs";
import { rm, stat } from "node:fs/promises";

/**
 * Removes the file of a disk's changes when user-mode Linux was killed while it made it: a whole one is longer than the
 * file that it changes. Nothing is lost, because the machine runs only once its disk is there.
 */
export async function removeHalfMade(changes: string, base: string): Promise<void> {
  if (existsSync(changes) && (await stat(changes)).size < (await stat(base)).size) await rm(changes);
}
