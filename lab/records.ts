import { SwarmError } from "../provisioners/core/errors";
import { MOST_MACHINES } from "./addresses";
import { labFolder } from "./paths";
import type { MachineRequest } from "./protocol";
import type { MachineRecord } from "./store";

/* What a lab's records allow: numbers, ports and addresses are unique, and machines belong to who made them. */

const MOST_DISKS = 6;

export function freeIndex(records: MachineRecord[]): number {
  const taken = new Set(records.map(({ index }) => index));
  for (let index = 1; index <= MOST_MACHINES; index++) if (!taken.has(index)) return index;
  throw new SwarmError({
    code: "LAB_FULL",
    summary: `A lab has at most ${MOST_MACHINES} machines`,
    fix: "make the others in another lab",
  });
}

/** A place for one more disk. */
export function freeSlot({ name, disks }: MachineRecord): number {
  for (let slot = 0; slot < MOST_DISKS; slot++) if (!disks.some((disk) => disk.slot === slot)) return slot;
  throw new SwarmError({
    code: "LAB_NO_SLOT",
    summary: `${name} has ${MOST_DISKS} disks beside its own already`,
    fix: "detach one of them first",
  });
}

export function takenPorts(records: MachineRecord[]): Set<number> {
  return new Set(records.flatMap(({ sshPort, forwards }) => [sshPort, ...Object.values(forwards)]));
}

export function refuseTakenAddress(lab: string, { name, address }: MachineRecord, records: MachineRecord[]): void {
  for (const other of records) {
    if (other.address !== address) continue;
    throw new SwarmError({
      code: "LAB_ADDRESS_TAKEN",
      summary: `${name} cannot have the address ${address}: ${other.name} has it`,
      host: labFolder(lab),
      fix: "give each machine of the lab its own address",
    });
  }
}

/** A machine that another program made must not be taken over: its key and its disk are that one's. */
export function refuseForeign(lab: string, record: MachineRecord, request: MachineRequest): void {
  const differs = (["authorizedKey", "address", "image"] as const).filter((key) => record[key] !== request[key]);
  if (differs.length === 0) return;
  throw new SwarmError({
    code: "LAB_FOREIGN_MACHINE",
    summary: `The lab ${lab} already has a machine ${record.name}, made by another program or checkout`,
    host: labFolder(lab),
    cause: `its ${differs.join(" and ")} differ`,
    fix: "give this program's lab another name (`pulumi config set --path swarm:lab.name NAME`), or destroy the other one",
  });
}

export function refuseUnknown(lab: string, name: string, known: string[]): never {
  throw new SwarmError({
    code: "LAB_NO_MACHINE",
    summary: `There is no machine ${name} in the lab ${lab}`,
    fix: `its machines are: ${known.join(", ") || "none"}`,
  });
}
