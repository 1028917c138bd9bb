import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { pulumiOutput } from "../environment/pulumi";
import { line } from "../terminal/progress";
import { lastLines } from "../terminal/run";
import { onlyLeftovers, readLocks, stateFolder } from "./locks";

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
  const project = parse(await readFile(join(packageRoot, "Pulumi.yaml"), "utf8")) as { name: string };
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
 * Runs `work` and keeps Pulumi's salt out of the stack's configuration, a committed file. Pulumi writes it there at
 * every run, but with our local backend the state has it too, and that is where `pulumiEnvironment` lets it be found.
 */
export async function withCleanConfig<T>(stack: string, env: Env, work: () => Promise<T>): Promise<T> {
  const config = join(packageRoot, `Pulumi.${stack}.yaml`);
  if (!env.PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER) return work();
  // Before as well: a killed run leaves a salt, which would be refused once its passphrase is gone.
  await dropSalt(config);
  try {
    return await work();
  } finally {
    await dropSalt(config);
  }
}

/** Removes the salt, unless the user has encrypted something with it. */
export async function dropSalt(config: string): Promise<void> {
  if (!existsSync(config)) return;
  const text = await readFile(config, "utf8");
  const without = text.replace(/^encryptionsalt:.*\n?/m, "");
  if (without !== text && !/^\s+secure:/m.test(text)) await writeFile(config, without);
}
