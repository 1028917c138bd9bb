import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute } from "../provisioners/core/process";
import { adminKeyFile } from "./admin-key";
import { labFolder } from "./paths";
import type { MachineView } from "./protocol";

/** Opens a shell on a machine of a lab, or runs a command there; gives ssh's exit code. */
export async function openShell(lab: string, machine: MachineView, command: string[]): Promise<number> {
  const knownHosts = join(labFolder(lab), "known_hosts");
  await writeFile(knownHosts, `[127.0.0.1]:${machine.sshPort} ${machine.hostKey}\n`);
  const options = [
    "StrictHostKeyChecking=yes",
    `UserKnownHostsFile=${knownHosts}`,
    "IdentitiesOnly=yes",
    "LogLevel=ERROR",
    "ConnectTimeout=10",
  ];
  const args = [
    ...options.flatMap((option) => ["-o", option]),
    ...["-i", adminKeyFile(lab), "-p", String(machine.sshPort), "root@127.0.0.1", ...command],
  ];
  return (await execute("ssh", args, { terminal: true })).code;
}
