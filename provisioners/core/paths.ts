import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Where built and downloaded things are kept between runs: `$PULUMI_SWARM_CACHE`, else the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PULUMI_SWARM_CACHE) return env.PULUMI_SWARM_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-swarm");
}

/** The package's own folder, from sources, from `dist` and from the bundle alike. */
export const packageRoot = upwards(__dirname, ["package.json"]) ?? __dirname;

/** The command line of one of the package's processes (bin/pulumi-swarm.ts). */
export const ownProcess = (name: string, ...args: string[]): [string, ...string[]] => [
  process.execPath,
  join(packageRoot, "bundle", "pulumi-swarm.js"),
  name,
  ...args,
];

export interface Manifest {
  name: string;
  version: string;
  license: string;
  engines: { node: string };
}

/** package.json. Read, not imported: an import has the compiler put a second one into `dist`. */
export function packageManifest(): Manifest {
  return JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as Manifest;
}

export const packageVersion = (): string => packageManifest().version;

/** The nearest folder, from this one up, that has one of the files. */
export function upwards(folder: string, files: readonly string[]): string | undefined {
  if (files.some((file) => existsSync(join(folder, file)))) return folder;
  return dirname(folder) === folder ? undefined : upwards(dirname(folder), files);
}
