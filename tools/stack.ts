import { existsSync } from "node:fs";
import { copyFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { SwarmError } from "../provisioners/errors";
import { onlyLeftovers, readLocks, stateFolder } from "./locks";
import { projectRoot } from "./paths";
import { line } from "./progress";
import { pulumiOutput } from "./pulumi";
import { lastLines } from "./run";

type Env = NodeJS.ProcessEnv;

/** The stack of the embedded lab. */
export const labStack = "lab";

/** What `pulumi stack export` says of operations that a killed run left open. */
interface Exported {
  deployment?: { pending_operations?: { type: string }[] };
}

async function mustRun(args: string[], env: Env, what: string): Promise<string> {
  const { code, stdout, stderr } = await pulumiOutput(args, env);
  if (code === 0) return stdout;
  throw new SwarmError({ code: "PULUMI", summary: what, cause: lastLines(stderr || stdout) });
}

async function projectName(): Promise<string> {
  const project = parse(await readFile(join(projectRoot, "Pulumi.yaml"), "utf8")) as { name: string };
  return project.name;
}

/** Removes the lock of a run that was killed; a living run's lock is an error. */
export async function releaseLeftLock(stack: string, env: Env): Promise<void> {
  const state = stateFolder(env.PULUMI_BACKEND_URL);
  if (!state) return;
  if (!(await onlyLeftovers(await readLocks(state, await projectName(), stack)))) return;
  line(`  an earlier run was killed and left stack ${stack} locked: unlocking it`);
  await mustRun(["cancel", "--yes", "--stack", stack], env, `Cannot unlock stack ${stack}`);
}

/** How many creations a killed run left open. Pulumi warns of them until they are cleared by hand. */
export function pendingCreates(exported: string): number {
  const { deployment } = JSON.parse(exported) as Exported;
  return (deployment?.pending_operations ?? []).filter(({ type }) => type === "creating").length;
}

/** Makes the stack ready for `up`: it exists, nothing dead holds it, and nothing is left open. */
export async function prepareStack(stack: string, env: Env): Promise<void> {
  await prepareConfig(stack, env);
  await mustRun(["stack", "select", "--create", stack], env, `Cannot select stack ${stack}`);
  await releaseLeftLock(stack, env);
  const open = pendingCreates(await mustRun(["stack", "export", "--stack", stack], env, `Cannot read stack ${stack}`));
  if (open === 0) return;
  // What they made is not lost: our resources look for what is there and adopt it when they are created again.
  line(`  an earlier run was killed while creating ${open} resources: they are looked at anew`);
  const clear = ["refresh", "--clear-pending-creates", "--yes", "--skip-preview", "--stack", stack];
  await mustRun(clear, env, `Cannot refresh stack ${stack}`);
}

/** Whether the backend knows the stack. */
export async function stackExists(stack: string, env: Env): Promise<boolean> {
  const listed = await mustRun(["stack", "ls", "--json"], env, "Cannot list the stacks");
  return (JSON.parse(listed) as { name: string }[]).some(({ name }) => name === stack || name.endsWith(`/${stack}`));
}

/**
 * Pulumi writes the salt of its encryption into the stack's configuration, which therefore is the user's own file:
 * the lab's begins as a copy of the one in `examples/`.
 */
async function prepareConfig(stack: string, env: Env): Promise<void> {
  const name = `Pulumi.${stack}.yaml`;
  const own = join(projectRoot, name);
  const example = join(projectRoot, "examples", name);
  if (!existsSync(own)) {
    if (existsSync(example)) await copyFile(example, own);
    return;
  }
  if (env.PULUMI_CONFIG_PASSPHRASE_FILE) await dropOldSalt(own, env.PULUMI_CONFIG_PASSPHRASE_FILE);
}

/** A salt older than the passphrase belongs to one that is gone (a removed `.pulumi-swarm`): Pulumi would refuse it. */
export async function dropOldSalt(config: string, passphrase: string): Promise<void> {
  if ((await stat(passphrase)).mtimeMs <= (await stat(config)).mtimeMs) return;
  const text = await readFile(config, "utf8");
  const without = text.replace(/^encryptionsalt:.*\n?/m, "");
  if (without !== text) await writeFile(config, without);
}
