import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { onPath } from "../../../provisioners/core/programs";
import { become, endConnections } from "../machines/access";
import type { Machine } from "../machines/machine";
import { runProgram } from "../programs";
import type { Tool } from "./tool";

const files = join(packageRoot, "bench", "peers");
const programs = ["terraform", "tofu"];

async function found(): Promise<string | undefined> {
  for (const program of programs) if (await onPath(program)) return program;
  return undefined;
}

/** Commands over SSH as resources (`remote-exec`): what HashiCorp calls a last resort, and what many modules for swarms are. */
export const terraform: Tool = {
  title: "Terraform remote-exec",
  missing: async () => ((await found()) ? undefined : `there is neither ${programs.join(" nor ")} on PATH`),
  async begin({ machines, folder, signal }) {
    const program = (await found()) ?? programs[0];
    const cwd = join(folder, "terraform");
    await mkdir(cwd, { mode: 0o700 });
    await copyFile(join(files, "terraform", "main.tf"), join(cwd, "main.tf"));
    await copyFile(join(files, "script", "prepare.sh"), join(folder, "prepare.sh"));
    const values = JSON.stringify({ folder, machines: variables(machines) });
    await writeFile(join(cwd, "terraform.tfvars.json"), values, { mode: 0o600 });
    const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
    const command = async (...args: string[]) => {
      await runProgram(program as string, args, { what: `run ${program} ${args[0]}`, cwd, env, signal });
    };
    await command("init", "-no-color");
    const up = async () => {
      await command("apply", "-no-color", "-auto-approve", "-parallelism=20");
      await endConnections(folder);
    };
    return { create: up, again: up, close: () => endConnections(folder) };
  },
};

/** Pure: the machines as the file's variable has them. */
export function variables(machines: readonly Machine[]) {
  return Object.fromEntries(
    machines.map((machine) => {
      const { name, role, host, port, user, address, hostKey, privateKeyFile } = machine;
      return [
        name,
        { role, host, port, user, address, host_key: hostKey, key_file: privateKeyFile, sudo: become(machine) },
      ];
    }),
  );
}
