import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SwarmError } from "../../errors";
import { packageRoot } from "../../paths";
import { lanMac, machinePort, managementMac, switchPort } from "../addresses";
import type { Program } from "../gate-messages";
import { imagesFolder, machineFolder, socketsFolder } from "../paths";
import { run } from "../run";
import type { MachineRecord } from "../store";

const KERNEL = "/usr/bin/linux.uml";
const MODULES = "/usr/lib/uml/modules";
const SHARED_MEMORY = "/dev/shm";
const xstateSource = join(packageRoot, "provisioners", "lab", "uml", "xstate.c");

/** Folder of the kernel's modules, named by the kernel's version. */
export async function umlModules(): Promise<string> {
  const version = existsSync(KERNEL) && existsSync(MODULES) ? (await readdir(MODULES))[0] : undefined;
  if (version) return join(MODULES, version);
  throw new SwarmError({
    code: "LAB_NO_KERNEL",
    summary: "User-mode Linux is not installed",
    host: "this machine",
    cause: `there is no ${KERNEL}`,
    fix: "run `npm start`, which installs it, or `apt-get install user-mode-linux`",
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

/** Name of a machine's management interface in the lab's network namespace. */
export const tapName = (index: number) => `tap${index}`;

/** Unique on the host: machines of several labs may have the same name. */
export function umlId(lab: string, name: string): string {
  return `${createHash("sha256").update(socketsFolder(lab)).digest("hex").slice(0, 8)}-${name}`;
}

/** The program that is the machine; runs in the lab's network namespace. */
export async function umlProgram(lab: string, machine: MachineRecord): Promise<Program> {
  const folder = machineFolder(lab, machine.name);
  const { index } = machine;
  const link = [
    "transport=l2tpv3,udp=1,v6=0,src=127.0.0.1,dst=127.0.0.1",
    `srcport=${machinePort(index)},dstport=${switchPort(index)},rx_session=1,tx_session=1,mac=${lanMac(index)}`,
  ].join(",");
  const id = umlId(lab, machine.name);
  return {
    id,
    file: KERNEL,
    args: [
      `umid=${id}`,
      `uml_dir=${socketsFolder(lab)}/`,
      `mem=${machine.memory}M`,
      `ubd0=${join(folder, "disk.cow")},${machine.imageFile}`,
      `ubd1=${join(folder, "seed.tar")}`,
      "root=/dev/ubda",
      "rw",
      "con=null",
      "con0=null,fd:1",
      `vec0:transport=tap,ifname=${tapName(index)},depth=64,gro=1,mac=${managementMac(index)}`,
      `vec1:${link}`,
      "net.ifnames=0",
      "quiet",
    ],
    env: {
      PATH: process.env.PATH ?? "",
      TMPDIR: await memoryFolder(machine.memory),
      LD_PRELOAD: await xstateLibrary(),
    },
    console: join(folder, "console.log"),
  };
}

/** The machine's memory is a file: in memory where that has room (containers often have 64 MB there), else on disk. */
async function memoryFolder(mebibytes: number): Promise<string> {
  if (!existsSync(SHARED_MEMORY)) return tmpdir();
  const { bavail, bsize } = await statfs(SHARED_MEMORY);
  return bavail * bsize > mebibytes * 2 ** 20 ? SHARED_MEMORY : tmpdir();
}
