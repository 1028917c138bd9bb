import { existsSync } from "node:fs";
import { readFile, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lanMac, machinePort, managementMac, switchPort } from "../../addresses";
import type { Program } from "../../gate/messages";
import { machineFolder, socketsFolder } from "../../paths";
import type { AttachedDisk, MachineRecord } from "../../store";
import { labId } from "../id";
import { KERNEL, xstateLibrary } from "./kernel";

const SHARED_MEMORY = "/dev/shm";

/** Name of a machine's management interface in the lab's network namespace. */
export const cableName = (index: number) => `cable${index}`;

/** The file of what a machine changes in its image. User-mode Linux makes it at the first start. */
export const umlDisk = (lab: string, { name }: MachineRecord) => join(machineFolder(lab, name), "disk.cow");

/** The program that is the machine; runs in the lab's network namespace. */
export async function umlProgram(lab: string, machine: MachineRecord): Promise<Program> {
  const folder = machineFolder(lab, machine.name);
  const { index } = machine;
  const link = [
    "transport=l2tpv3,udp=1,v6=0,src=127.0.0.1,dst=127.0.0.1",
    `srcport=${machinePort(index)},dstport=${switchPort(index)},rx_session=1,tx_session=1,mac=${lanMac(index)}`,
  ].join(",");
  const id = labId(lab, machine.name);
  return {
    word: `umid=${id}`,
    file: KERNEL,
    args: [
      `umid=${id}`,
      `uml_dir=${socketsFolder(lab)}/`,
      `mem=${machine.memory}M`,
      `ubd0=${umlDisk(lab, machine)},${machine.imageFile}`,
      `ubd1=${join(folder, "seed.tar")}`,
      ...machine.disks.map(diskArgument),
      "root=/dev/ubda",
      "rw",
      "con=null",
      "con0=null,fd:1",
      `vec0:transport=raw,ifname=${cableName(index)},depth=64,gro=1,mac=${managementMac(index)}`,
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

/** A disk as user-mode Linux takes it, at its start and later; a disk without a base of its own cannot have a serial number. */
export const diskArgument = (disk: AttachedDisk) => `${diskName(disk)}=${changesOf(disk)},${disk.file},${disk.serial}`;
export const changesOf = ({ file }: AttachedDisk) => `${file}.cow`;
/** Numbers 0 and 1 are the machine's own disk and its seed. */
export const diskName = ({ slot }: AttachedDisk) => `ubd${slot + 2}`;

/** Whether a file system is mounted so that nothing in it can be executed, by /proc/mounts. */
export function forbidsPrograms(path: string, mounts: string): boolean {
  const options = mounts.split("\n").map((row) => row.split(" "));
  return options.some(([, mounted, , flags]) => mounted === path && flags?.split(",").includes("noexec"));
}

/**
 * The machine's memory is a file that it executes: in memory where that is allowed and has room (containers often forbid it, or
 * have 64 MB there), else on disk.
 */
async function memoryFolder(mebibytes: number): Promise<string> {
  if (!existsSync(SHARED_MEMORY) || forbidsPrograms(SHARED_MEMORY, await readFile("/proc/mounts", "utf8"))) {
    return tmpdir();
  }
  const { bavail, bsize } = await statfs(SHARED_MEMORY);
  return bavail * bsize > mebibytes * 2 ** 20 ? SHARED_MEMORY : tmpdir();
}
