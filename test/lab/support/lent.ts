import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureMachine } from "../../../lab/client";
import { generateKey } from "../../../provisioners/ssh/keys/generate";

/** What the owner of the hosts enters them with. */
const key = generateKey();
// In a file: in the configuration itself it would have to be encrypted.
const folder = mkdtempSync(join(tmpdir(), "pulumi-swarm-owner-"));
const privateKeyFile = join(folder, "id_ed25519");
writeFileSync(privateKeyFile, key.privateKey, { mode: 0o600 });
afterAll(() => rmSync(folder, { recursive: true }));

/** A host that exists: the lab only lends it. The program gets its address and how to enter it, as in `swarm:hosts`. */
export async function lend(lab: string, name: string, last: number, memory = 640) {
  const address = `10.77.0.${last}`;
  const spec = { name, cpus: 1, memory, address, image: "docker" as const, authorizedKey: key.publicKey, ports: [] };
  const { sshPort, hostKey } = await ensureMachine(lab, spec, () => undefined);
  return { name, host: "127.0.0.1", port: sshPort, hostKey, address, user: "root", privateKeyFile };
}
