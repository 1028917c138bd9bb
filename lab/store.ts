import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, SwarmError } from "../provisioners/core/errors";
import type { BackendKind } from "./backends/kind";
import type { ImageKind } from "./image/kinds";
import type { InboundRule } from "./network/firewall";
import { labsFolder, machineFolder, machinesFolder } from "./paths";

/** A disk beside the machine's own. */
export interface Disk {
  /** Path of a blank file of the disk's size. What is written goes to a file beside it, and outlives the machine. */
  file: string;
  /** Serial number that the machine sees. */
  serial: string;
}

export interface AttachedDisk extends Disk {
  /** 0 to 5, unique on the machine. */
  slot: number;
}

/** What a lab keeps of a machine; with its disk it is enough to start it again. */
export interface MachineRecord {
  name: string;
  /** What runs it; the same for all machines of a lab. */
  backend: BackendKind;
  /** 1 to 200, unique in the lab: gives the machine its management address, MACs and links. */
  index: number;
  memory: number;
  cpus: number;
  /** Address on the private network. */
  address: string;
  image: ImageKind;
  /** Path of the image file that the disk is a change to. */
  imageFile: string;
  authorizedKey: string;
  hostKey: string;
  /** Port on loopback that leads to the machine's SSH server. */
  sshPort: number;
  /** Port of the machine → port on loopback. */
  forwards: Record<string, number>;
  disks: AttachedDisk[];
  /** Of a machine of a cloud: where its open ports answer. */
  publicAddress?: string;
  firewall?: InboundRule[];
  /** False for a machine that somebody stopped. */
  wanted: boolean;
}

const recordFile = (lab: string, name: string) => join(machineFolder(lab, name), "machine.json");

export async function saveMachine(lab: string, machine: MachineRecord): Promise<void> {
  await mkdir(machineFolder(lab, machine.name), { recursive: true, mode: 0o700 });
  const file = recordFile(lab, machine.name);
  await writeFile(`${file}.new`, JSON.stringify(machine, undefined, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function loadMachines(lab: string): Promise<MachineRecord[]> {
  const machines: MachineRecord[] = [];
  for (const name of await namesIn(machinesFolder(lab))) {
    // A folder without a record is from a creation that was killed: the next one clears it.
    const file = recordFile(lab, name);
    if (existsSync(file)) machines.push(await readRecord(file));
  }
  return machines;
}

async function readRecord(file: string): Promise<MachineRecord> {
  try {
    return { backend: "uml", disks: [], ...JSON.parse(await readFile(file, "utf8")) } as MachineRecord;
  } catch (cause) {
    throw new SwarmError({
      code: "LAB_RECORD",
      summary: "The record of a machine cannot be read",
      host: "this machine",
      cause: `${file}: ${messageOf(cause)}`,
      fix: `remove the machine with all that it holds: \`rm -r ${dirname(file)}\``,
    });
  }
}

/** Removes what creations that were killed left: folders of machines without a record. */
export async function removeUnrecorded(lab: string): Promise<void> {
  for (const name of await namesIn(machinesFolder(lab))) {
    if (!existsSync(recordFile(lab, name))) await removeMachine(lab, name);
  }
}

export async function removeMachine(lab: string, name: string): Promise<void> {
  await rm(machineFolder(lab, name), { recursive: true, force: true });
}

export const labNames = () => namesIn(labsFolder());

export async function machineImagesInUse(): Promise<string[]> {
  const labs = await Promise.all((await labNames()).map(loadMachines));
  return labs.flat().map((machine) => machine.imageFile);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Of a lab that is not there, or that ends at this moment.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
