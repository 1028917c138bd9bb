import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

/** Where built and downloaded things are kept between runs: `$PULUMI_SWARM_CACHE`, else the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PULUMI_SWARM_CACHE) return env.PULUMI_SWARM_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-swarm");
}

/** The package's own folder, from sources as from `dist`. */
export const packageRoot = findRoot(__dirname);

function findRoot(folder: string): string {
  // The compiler puts a copy of package.json into dist.
  const isRoot = basename(folder) !== "dist" && existsSync(join(folder, "package.json"));
  return isRoot ? folder : findRoot(dirname(folder));
}
