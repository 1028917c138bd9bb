import { homedir } from "node:os";
import { join } from "node:path";

/** Root of the checkout: this file is compiled to `dist/tools/paths.js`, and runs as `tools/paths.ts` in tests. */
export const projectRoot = join(__dirname, __dirname.includes(join("dist", "tools")) ? "../.." : "..");

/** The checkout's own ignored folder: state, passphrase, test results. */
export const localFolder = join(projectRoot, ".pulumi-swarm");

/** What is costly to make and the same for every checkout: engine, lab images. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PULUMI_SWARM_CACHE) return env.PULUMI_SWARM_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-swarm");
}
