import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Where built and downloaded things are kept between runs: `$PULUMI_SWARM_CACHE`, else the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PULUMI_SWARM_CACHE) return env.PULUMI_SWARM_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-swarm");
}

/** The package's own folder, from sources as from `dist`. */
export const packageRoot = findRoot(__dirname);

/** The package's version. Read, not imported: an import has the compiler put a second package.json into `dist`. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }).version;
}

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}
