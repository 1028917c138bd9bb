import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../system/run";

/** A machine's seed disk. */
export const seedFile = (machineFolder: string) => join(machineFolder, "seed.tar");

/** Writes a machine's seed disk: a tar of small files that its first boot service reads. */
export async function writeSeed(machineFolder: string, files: Record<string, string>): Promise<void> {
  await mkdir(machineFolder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(machineFolder, "seed-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
    const draft = join(machineFolder, "seed.tar.new");
    await run("tar", ["-cf", draft, "-C", folder, ...Object.keys(files)], { what: "write a machine's seed disk" });
    await rename(draft, seedFile(machineFolder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
