import { ensureMachine } from "../../provisioners/lab/client";
import { generateKey } from "../../provisioners/ssh/generate";

/** What the owner of the hosts enters them with. */
export const key = generateKey();

/** A host that exists: the lab only lends it. The program gets its address, its key, and how to enter it. */
export async function lend(lab: string, name: string, last: number) {
  const machine = await ensureMachine(
    lab,
    {
      name,
      cpus: 1,
      memory: 640,
      address: `10.77.0.${last}`,
      image: "docker",
      authorizedKey: key.publicKey,
      ports: [],
    },
    () => undefined,
  );
  return { name, host: "127.0.0.1", port: machine.sshPort, hostKey: machine.hostKey, address: machine.address };
}
