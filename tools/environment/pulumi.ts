import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, link, mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { messageOf, SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { ensureEngine } from "../engine";
import { type Captured, capture, type RunOptions, stream } from "../terminal/run";
import { localFolder } from "./paths";

type Env = NodeJS.ProcessEnv;

/**
 * The environment to run Pulumi in: the engine first on PATH, and the user's own login or backend where there is one.
 * Else state is kept in `folder`, encrypted with a passphrase that is made once.
 */
export async function pulumiEnvironment(base: Env = process.env, folder = localFolder): Promise<Env> {
  const engine = await ensureEngine();
  const env: Env = {
    ...base,
    PATH: [...engine.folders, base.PATH].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The program is compiled before it runs; a language host without this setting would look for ts-node.
    PULUMI_NODEJS_TYPESCRIPT: "false",
  };
  if (hasOwnBackend(base)) return env;
  const state = join(folder, "state");
  await mkdir(state, { recursive: true, mode: 0o700 });
  await chmod(state, 0o700);
  env.PULUMI_BACKEND_URL = `file://${state}`;
  // The salt that belongs to the passphrase is in the state; the stack's committed configuration need not have it.
  env.PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER = "true";
  if (base.PULUMI_CONFIG_PASSPHRASE === undefined && !base.PULUMI_CONFIG_PASSPHRASE_FILE) {
    env.PULUMI_CONFIG_PASSPHRASE_FILE = await passphraseFile(folder);
  }
  return env;
}

/** Whether the user has chosen a backend: by environment, or by `pulumi login`. */
export function hasOwnBackend(env: Env): boolean {
  if (env.PULUMI_BACKEND_URL || env.PULUMI_ACCESS_TOKEN) return true;
  const home = env.PULUMI_CREDENTIALS_PATH || env.PULUMI_HOME || join(homedir(), ".pulumi");
  const path = join(home, "credentials.json");
  if (!existsSync(path)) return false;
  try {
    const { current } = JSON.parse(readFileSync(path, "utf8")) as { current?: string };
    return Boolean(current);
  } catch (cause) {
    const fix = "repair or remove the file, or log in again with `pulumi login`";
    throw new SwarmError({ code: "PULUMI_CREDENTIALS", summary: `Cannot read ${path}`, cause: messageOf(cause), fix });
  }
}

/** The file with the passphrase, which never changes once it is there: without it the state's secrets are lost. */
async function passphraseFile(folder: string): Promise<string> {
  const path = join(folder, "passphrase");
  if (existsSync(path)) return path;
  // Linked into place whole: of two processes one wins, and both read the same.
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, randomBytes(32).toString("base64url"), { mode: 0o600 });
  try {
    await link(partial, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(partial, { force: true });
  }
  return path;
}

/** Options of a run that keep it to plain lines where it is piped: one for each step of a resource, and no dots. */
export function plainOptions(isTerminal = process.stdout.isTTY): string[] {
  return isTerminal ? [] : ["--suppress-progress", "--color", "never"];
}

/** Runs the CLI on this terminal, in the project's folder. */
export function pulumi(args: string[], env: Env, options: RunOptions = {}): Promise<number> {
  return stream("pulumi", args, { cwd: packageRoot, ...options, env });
}

/** Runs the CLI without questions and gives what it printed. */
export function pulumiOutput(args: string[], env: Env): Promise<Captured> {
  return capture("pulumi", [...args, "--non-interactive"], { cwd: packageRoot, env });
}
