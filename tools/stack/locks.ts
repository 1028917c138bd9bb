import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SwarmError } from "../../provisioners/core/errors";
import { isAlive } from "../../provisioners/core/process";

/** A lock of Pulumi's file backend. It has no expiry: a killed run leaves it for ever. */
export interface StateLock {
  file: string;
  pid: number;
  hostname: string;
  timestamp: string;
}

/** Locks of one stack in a file backend, whose files are `.pulumi/locks/…/<stack>/<id>.json`. */
export async function readLocks(state: string, project: string, stack: string): Promise<StateLock[]> {
  const folder = join(state, ".pulumi/locks");
  if (!existsSync(folder)) return [];
  const locks: StateLock[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const owner = dirname(file);
    const ours = basename(owner) === stack && basename(dirname(owner)) === project;
    if (!entry.isFile() || !ours || !entry.name.endsWith(".json")) continue;
    locks.push({ file, ...(JSON.parse(await readFile(file, "utf8")) as Omit<StateLock, "file">) });
  }
  return locks;
}

/** The local folder behind `file://…`; undefined for other backends, which have their own ways with locks. */
export function stateFolder(backend: string | undefined): string | undefined {
  return backend?.startsWith("file:///") ? fileURLToPath(backend) : undefined;
}

/**
 * Whether the locks are only leftovers of dead runs here.
 *
 * @throws SwarmError `STACK_BUSY` when a run that holds one is alive, or is on another machine and cannot be asked.
 */
export async function onlyLeftovers(locks: StateLock[], isPulumi = runsPulumi, here = hostname()): Promise<boolean> {
  for (const lock of locks) {
    if (lock.hostname === here && !(await isPulumi(lock.pid))) continue;
    throw new SwarmError({
      code: "STACK_BUSY",
      summary: `The stack is locked by process ${lock.pid} since ${lock.timestamp}`,
      host: lock.hostname,
      cause: "another run of Pulumi is at work on it",
      fix: "wait for it or stop it; if it is surely gone, run `npm run pulumi -- cancel --stack <name>` and try again",
    });
  }
  return locks.length > 0;
}

/** Process ids are given out again, above all after a restart in a container: only a `pulumi` counts. */
async function runsPulumi(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const name = `/proc/${pid}/comm`;
  // Without /proc (macOS) a living process has to be taken for the one that made the lock.
  if (!existsSync(name)) return true;
  return (await readFile(name, "utf8")).trim() === "pulumi";
}
