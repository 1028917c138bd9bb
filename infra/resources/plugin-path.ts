import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, relative, resolve } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parse } from "yaml";
import { packageRoot, upwards } from "../../provisioners/core/paths";

/**
 * Folder of the plugin that comes with this package: the `path` of `plugins.providers` in Pulumi.yaml, and in the
 * project settings of the Automation API.
 * @example
 * ```ts
 * const plugins = { providers: [{ name: "swarm", path: pluginPath }] };
 * await LocalWorkspace.createOrSelectStack({ stackName, projectName, program }, {
 *   projectSettings: { name: projectName, runtime: "nodejs", plugins },
 * });
 * ```
 */
export const pluginPath = join(packageRoot, "plugin");

const PROGRAM = "pulumi-resource-swarm";
const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

interface ProjectFile {
  plugins?: { providers?: { name?: string; path?: string }[] };
  packages?: Record<string, unknown>;
}

/**
 * Holds up a program whose engine would not find the plugin, and would look for it on the internet. Programs inside the
 * Automation API are left alone: their project has no file here.
 * @param folder The program's working folder, in or below that of Pulumi.yaml
 * @throws RunError with the lines that Pulumi.yaml lacks
 */
export function requirePlugin(folder: string, env: NodeJS.ProcessEnv): void {
  // Set by the engine's host for programs.
  const root = env.PULUMI_NODEJS_MONITOR && upwards(folder, projectFiles);
  const file = root && projectFiles.map((name) => join(root, name)).find(existsSync);
  if (!file) return;
  const { plugins, packages } = (parse(readFileSync(file, "utf8")) ?? {}) as ProjectFile;
  const entry = plugins?.providers?.find(({ name }) => name === "swarm");
  const lines = `plugins:\n  providers:\n    - name: swarm\n      path: ${relative(root, pluginPath)}`;
  if (entry) {
    if (!entry.path || existsSync(join(resolve(root, entry.path), PROGRAM))) return;
    throw new RunError(`The plugin of pulumi-swarm is not in ${entry.path}. In ${file}, write:\n\n${lines}\n`);
  }
  if (packages?.swarm !== undefined || isElsewhere(env)) return;
  throw new RunError(`The Pulumi engine does not find the plugin of pulumi-swarm. Add to ${file}:\n\n${lines}\n`);
}

/** True where the engine knows a plugin without the project: a running one, one on PATH, or an installed one. */
function isElsewhere(env: NodeJS.ProcessEnv): boolean {
  if (/(^|,)swarm:/.test(env.PULUMI_DEBUG_PROVIDERS ?? "")) return true;
  const onPath = (env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, PROGRAM)));
  const installed = join(env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
  return (
    onPath || (existsSync(installed) && readdirSync(installed).some((name) => /^resource-swarm-v[^/]*$/.test(name)))
  );
}
