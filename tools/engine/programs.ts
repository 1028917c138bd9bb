import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { withLock } from "../../provisioners/core/lock";
import { cacheFolder, packageRoot } from "../../provisioners/core/paths";
import { isExecutable } from "../../provisioners/core/programs";
import { type Status, step } from "../terminal/progress";
import { buildProgram, type GoProgram } from "./build";

/** The folder in the cache that holds the program; built where it is not there yet, or is of other sources. */
export async function builtProgram(program: GoProgram, build = buildProgram): Promise<string> {
  const folder = join(cacheFolder(), "programs", `${program.name}-${await fingerprint(program)}`);
  if (!(await isExecutable(join(folder, program.name)))) {
    await step(`${program.name} from Go modules`, (status) => fill(program, folder, status, build));
  }
  return folder;
}

/** Fills a new folder beside `folder` and renames it, so that an interrupted build leaves nothing half. */
async function fill(program: GoProgram, folder: string, status: Status, build: typeof buildProgram): Promise<void> {
  await withLock(folder, status, async () => {
    // Another process may have done it while this one waited.
    if (await isExecutable(join(folder, program.name))) return;
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await build(program, partial, status);
    await rename(partial, folder);
  });
}

/** Changes when the program's own code or one of its modules does. */
async function fingerprint({ module, sources = [] }: GoProgram): Promise<string> {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  for (const file of ["go.mod", "go.sum", ...sources]) hash.update(await readFile(join(packageRoot, module, file)));
  return hash.digest("hex").slice(0, 12);
}
