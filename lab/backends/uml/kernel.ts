import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../../provisioners/core/errors";
import { packageRoot } from "../../../provisioners/core/paths";
import { imagesFolder } from "../../paths";
import { run } from "../../system/run";

export const KERNEL = "/usr/bin/linux.uml";
const MODULES = "/usr/lib/uml/modules";
const xstateSource = join(packageRoot, "lab", "backends", "uml", "xstate.c");

/** Folder of the kernel's modules, named by the kernel's version. */
export async function umlModules(): Promise<string> {
  const version = existsSync(KERNEL) && existsSync(MODULES) ? (await readdir(MODULES))[0] : undefined;
  if (version) return join(MODULES, version);
  throw new SwarmError({
    code: "LAB_NO_KERNEL",
    summary: "User-mode Linux is not installed",
    host: "this machine",
    cause: `there is no ${KERNEL}`,
    fix: "`apt-get install user-mode-linux`",
  });
}

/** The library that lets the kernel run on processors with AMX (see xstate.c), built where it is not there yet. */
export async function xstateLibrary(): Promise<string> {
  const hash = createHash("sha256")
    .update(await readFile(xstateSource))
    .digest("hex")
    .slice(0, 16);
  const library = join(imagesFolder(), "..", `xstate-${hash}.so`);
  if (!existsSync(library)) {
    await mkdir(join(library, ".."), { recursive: true });
    const draft = `${library}.${process.pid}`;
    await run("gcc", ["-O2", "-Wall", "-shared", "-fPIC", "-o", draft, xstateSource, "-ldl"], {
      what: "compile the lab's helper library",
    });
    await rename(draft, library);
  }
  return library;
}
