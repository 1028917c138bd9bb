import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run, step } from "./steps.mjs";

/** No scripts (no dependency needs one, and our own `prepare` would compile a second time), and errors only. */
const QUIETLY = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];

/** Runs npm with the Node.js that runs this. */
export function npm(args, { cwd, env = process.env }) {
  const script = env.npm_execpath;
  const all = [...args, ...QUIETLY];
  return script?.endsWith(".js")
    ? run(process.execPath, [script, ...all], { cwd, env })
    : run("npm", all, { cwd, env });
}

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** npm writes its own record of what it installed last of all, so a killed install never looks complete. */
function packagesAreInstalled(root) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  const wanted = Object.entries(readJson(join(root, "package-lock.json")).packages);
  // Optional packages are mostly binaries for other platforms.
  return wanted.every(([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version);
}

export async function installPackages(root) {
  if (!packagesAreInstalled(root)) await step("npm packages", () => npm(["ci"], { cwd: root }));
}
