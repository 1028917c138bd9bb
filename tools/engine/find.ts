import { realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { isExecutable, onPath } from "../../provisioners/core/programs";
import { isAtLeast } from "../../provisioners/core/version";
import { capture } from "../terminal/run";
import { minimumVersion } from "./version";

/** A Pulumi engine on this machine. */
export interface Engine {
  /** Folders that PATH has to begin with: the CLI's and, where it is elsewhere, the language host's. */
  folders: string[];
  version: string;
}

export const executables = ["pulumi", "pulumi-language-nodejs"] as const;

/** The user's own CLI, when it is complete and new enough. */
export async function findOnPath(path: string, versionOf = cliVersion): Promise<Engine | undefined> {
  const folder = await onPath("pulumi", path);
  if (!folder) return undefined;
  const version = await versionOf(join(folder, "pulumi"));
  if (!version || !isAtLeast(version, minimumVersion)) return undefined;
  // Package managers link the CLI into a common folder and may leave its companions beside the real file.
  const real = dirname(await realpath(join(folder, "pulumi")));
  const host = await onPath("pulumi-language-nodejs", [folder, real, path].join(delimiter));
  return host ? { folders: [...new Set([folder, host])], version } : undefined;
}

/** An engine in a folder of the cache. Folders get there by one rename, so one that exists is whole. */
export async function findInFolder(folder: string, version: string): Promise<Engine | undefined> {
  const present = await Promise.all(executables.map((name) => isExecutable(join(folder, name))));
  return present.every(Boolean) ? { folders: [folder], version } : undefined;
}

async function cliVersion(cli: string): Promise<string | undefined> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { code, stdout } = await capture(cli, ["version"], { env });
  return code === 0 ? stdout.trim().replace(/^v/, "") : undefined;
}
