import { existsSync } from "node:fs";
import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import { generateKey } from "../../provisioners/ssh/keys/generate";
import { seedEnvironment } from "../addresses";
import { adminPublicKey } from "../admin-key";
import type { BackendKind } from "../backends/kind";
import { machineFolder } from "../paths";
import type { MachineRequest } from "../protocol";
import { freeIndex, refuseTakenAddress, takenPorts } from "../records";
import { type MachineRecord, removeMachine, saveMachine } from "../store";
import { freePort } from "../system/ports";
import { consoleFile } from "./console";
import { seedFile, writeSeed } from "./seed";

/**
 * Makes what a machine starts from, next to those that the lab has. The record comes last: a folder without one is from a
 * creation that was killed, and the next creation, or the next start of the lab, removes it.
 */
export async function newMachine(
  lab: string,
  backend: BackendKind,
  others: MachineRecord[],
  request: MachineRequest,
  imageFile: string,
): Promise<MachineRecord> {
  const { name, address, memory, cpus, image, authorizedKey, cloud } = request;
  const key = generateKey();
  const record: MachineRecord = {
    name,
    backend,
    index: freeIndex(others),
    memory,
    cpus,
    address,
    image,
    imageFile,
    authorizedKey,
    hostKey: cloud ? "" : key.publicKey,
    sshPort: await freePort(takenPorts(others)),
    forwards: {},
    disks: [],
    publicAddress: cloud?.publicAddress,
    wanted: true,
  };
  refuseTakenAddress(lab, record, others);
  await removeMachine(lab, name);
  await writeSeed(machineFolder(lab, name), {
    "lab.env": seedEnvironment(record),
    ...(cloud
      ? { "user-data": cloud.userData, "meta-data": cloud.metaData }
      : {
          authorized_keys: `${authorizedKey}\n${await adminPublicKey(lab)}\n`,
          ssh_host_ed25519_key: key.privateKey,
        }),
  });
  await saveMachine(lab, record);
  return record;
}

/** What a machine cannot start without, and does not have. */
export function missingPart(lab: string, { name, imageFile }: MachineRecord): string | undefined {
  return [imageFile, seedFile(machineFolder(lab, name))].find((file) => !existsSync(file));
}

/** True for a machine that has nothing to lose: it has never run. */
export const neverStarted = (lab: string, name: string) => !existsSync(consoleFile(lab, name));

export function refuseIncomplete(lab: string, record: MachineRecord): void {
  const missing = missingPart(lab, record);
  if (!missing) return;
  throw new SwarmError({
    code: "LAB_INCOMPLETE",
    summary: `The machine ${record.name} cannot start`,
    host: "this machine",
    cause: `${missing} is gone, and without it the machine's disk is of no use`,
    fix: `put the file back, or remove the machine (\`${readerCommand("destroy")}\`) and make it anew`,
  });
}
