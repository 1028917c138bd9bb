import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute } from "../../../provisioners/core/process";
import { quote } from "../../../provisioners/ssh/quote";
import { type Options, runProgram } from "../programs";
import type { Machine } from "./machine";

const settingsFile = (folder: string) => join(folder, "ssh_config");
const socketsFolder = (folder: string) => join(folder, "ssh");

/** What puts the user's rights in the place of root's. */
export const become = ({ user }: Pick<Machine, "user">) => (user === "root" ? "" : "sudo -n ");

/** Writes OpenSSH's settings for the machines into a folder, from which all tools enter them. */
export async function writeAccess(folder: string, machines: readonly Machine[]): Promise<void> {
  await mkdir(socketsFolder(folder), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, "known_hosts"), machines.map(({ name, hostKey }) => `${name} ${hostKey}\n`).join(""));
  await writeFile(settingsFile(folder), sshSettings(folder, machines));
  const rows = machines.map((machine) => `${machine.name} ${machine.role} ${machine.address} ${become(machine)}`);
  await writeFile(join(folder, "machines"), `${rows.join("\n")}\n`);
}

/** Pure: one connection a machine, which later sessions share, as everybody has it who wants SSH to be fast. */
export function sshSettings(folder: string, machines: readonly Machine[]): string {
  const quoted = (path: string) => `"${path}"`;
  const block = (name: string, lines: string[]) => [`Host ${name}`, ...lines.map((line) => `  ${line}`)];
  return [
    ...machines.flatMap(({ name, host, port, user, privateKeyFile }) =>
      block(name, [
        ...[`HostName ${host}`, `Port ${port}`, `User ${user}`, `HostKeyAlias ${name}`],
        `IdentityFile ${quoted(privateKeyFile)}`,
      ]),
    ),
    ...block("*", [
      `UserKnownHostsFile ${quoted(join(folder, "known_hosts"))}`,
      ...["GlobalKnownHostsFile /dev/null", "StrictHostKeyChecking yes", "IdentitiesOnly yes", "BatchMode yes"],
      ...["ControlMaster auto", `ControlPath ${quoted(join(socketsFolder(folder), "%n"))}`, "ControlPersist 60"],
      ...["ConnectTimeout 60", "ServerAliveInterval 15", "ServerAliveCountMax 20"],
    ]),
    "",
  ].join("\n");
}

/** Ends the connections that stay for later sessions: those of `ssh`, and those that Ansible opened. */
export async function endConnections(folder: string): Promise<void> {
  const sockets = await readdir(socketsFolder(folder));
  // One whose process has ended already refuses, which is as good.
  await Promise.all(
    sockets.map((name) => execute("ssh", ["-O", "exit", "-S", join(socketsFolder(folder), name), "-"])),
  );
}

/** Runs a script of the shell on a machine as root; gives what it printed. */
export function onMachine(folder: string, machine: Machine, script: string, options: Options): Promise<string> {
  const command = `${become(machine)}${quote(["sh", "-c", script])}`;
  const { name } = machine;
  return runProgram("ssh", ["-F", settingsFile(folder), name, command], { host: name, ...options });
}
