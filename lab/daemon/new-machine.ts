import { generateKey } from "../../provisioners/ssh/generate";
import { seedEnvironment } from "../addresses";
import { adminPublicKey } from "../admin-key";
import type { Backend } from "../backends/backend";
import { ensureImage } from "../image";
import { machineFolder } from "../paths";
import type { MachineRequest } from "../protocol";
import { freeIndex, refuseTakenAddress, takenPorts } from "../records";
import { type MachineRecord, removeMachine, saveMachine } from "../store";
import { freePort } from "./ports";
import { writeSeed } from "./seed";

/** Makes what a machine starts from, next to those that the lab has: its record, its image and its seed. */
export async function newMachine(
  lab: string,
  backend: Backend,
  others: MachineRecord[],
  request: MachineRequest,
  status: (text: string) => void,
): Promise<MachineRecord> {
  const { name, address, memory, cpus, image, authorizedKey, cloud } = request;
  await backend.prepare();
  const imageFile = await ensureImage(image, await backend.kernel(), status);
  await removeMachine(lab, name);
  const key = generateKey();
  const record: MachineRecord = {
    name,
    backend: backend.kind,
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
  await saveMachine(lab, record);
  await writeSeed(machineFolder(lab, name), {
    "lab.env": seedEnvironment(record),
    ...(cloud
      ? { "user-data": cloud.userData, "meta-data": cloud.metaData }
      : {
          authorized_keys: `${authorizedKey}\n${await adminPublicKey(lab)}\n`,
          ssh_host_ed25519_key: key.privateKey,
        }),
  });
  return record;
}
