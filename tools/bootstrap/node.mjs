import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { npm } from "./npm.mjs";
import { run, Stop, step } from "./steps.mjs";

/** The folder of `cacheFolder` in provisioners/core/paths.ts, which is not compiled yet. */
function cacheFolder(env) {
  if (env.PULUMI_SWARM_CACHE) return env.PULUMI_SWARM_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-swarm");
}

/** Whether a version is new enough for a range such as ">=22" or ">=22.12". */
function isNewEnough(version, range) {
  const have = version.split(".").map(Number);
  const want = numbersOf(range);
  const index = want.findIndex((number, place) => number !== have[place]);
  return index === -1 || have[index] > want[index];
}

const numbersOf = (range) =>
  range
    .replace(/[^\d.]/g, "")
    .split(".")
    .map(Number);

/**
 * The folder of a Node.js that is new enough, from the cache or the npm registry; undefined where this one is.
 * Packages `node-<platform>-<arch>` hold the official builds.
 */
export async function newerNode({
  range,
  version = process.versions.node,
  platform = process.platform,
  arch = process.arch,
  env = process.env,
}) {
  if (isNewEnough(version, range)) return undefined;
  const [major] = numbersOf(range);
  const name = `node-${platform}-${arch}`;
  const folder = join(cacheFolder(env), "node", `v${major}-${platform}-${arch}`);
  const bin = join(folder, "node_modules", name, "bin");
  if (existsSync(join(bin, "node"))) return bin;
  try {
    await step(`Node.js ${major} (this one is ${version})`, () => install(`${name}@${major}`, folder, env));
    if (existsSync(join(bin, "node"))) await run(join(bin, "node"), ["--version"]);
    else throw new Stop(`${name} holds no bin/node`);
    return bin;
  } catch (error) {
    if (!(error instanceof Stop) || error.code > 128) throw error;
    // What does not run here must not be taken from the cache by the next run.
    rmSync(folder, { recursive: true, force: true });
    throw new Stop(
      `Node.js ${major} or newer is needed, this is ${version}, and npm could not fetch a newer one\n` +
        `Cause: ${error.message}\nFix: nvm install ${major} (https://github.com/nvm-sh/nvm), then run the same command again`,
    );
  }
}

/** Fills a folder of its own and renames it, so that a killed installation leaves nothing half. */
async function install(spec, folder, env) {
  mkdirSync(dirname(folder), { recursive: true });
  removeLeft(folder);
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial);
  try {
    await npm(["install", spec, "--prefix", partial, "--no-save", "--no-package-lock"], { cwd: partial, env });
    // One that is there has no program in it, or another process has just put it there: then both are the same.
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Removes what killed installations left. */
function removeLeft(folder) {
  const prefix = `${basename(folder)}.partial-`;
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
