import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { packageRoot } from "../../../provisioners/core/paths";
import { pulumiEnvironment } from "../../../tools/environment/pulumi";
import { type EngineEvent, phasesOf } from "../../phases/of-events";
import { runProgram } from "../programs";
import type { Tool, Work } from "./tool";

const STACK = "bench-peers";

/** The project's own program, by the real engine. */
export const pulumi: Tool = {
  title: "pulumi-swarm",
  missing: async () => undefined,
  async begin(work) {
    const { folder, signal } = work;
    const [config, events] = [join(folder, `Pulumi.${STACK}.yaml`), join(folder, "events.json")];
    await writeFile(config, stringify({ config: configuration(work) }));
    const env = await environment(folder);
    const run = (args: string[], stopping: AbortSignal | undefined = signal) => {
      const what = `run pulumi ${args[0]}`;
      return runProgram("pulumi", [...args, "--non-interactive"], { what, cwd: packageRoot, env, signal: stopping });
    };
    const stack = ["--stack", STACK, "--config-file", config];
    const change = async (command: string, more: string[] = [], stopping?: AbortSignal) => {
      await run([command, "--yes", "--skip-preview", ...stack, ...more], stopping);
    };
    await run(["stack", "select", "--create", STACK]);
    // The new stack's salt; the configuration is in the folder.
    await rm(join(packageRoot, `Pulumi.${STACK}.yaml`), { force: true });
    return {
      create: () => change("up", ["--event-log", events], signal),
      again: () => change("up", [], signal),
      async phases() {
        const lines = (await readFile(events, "utf8")).trim().split("\n");
        return phasesOf(lines.map((line) => JSON.parse(line) as EngineEvent));
      },
      // Not stopped by what stopped the run.
      undo: async () => {
        await runProgram("pulumi", ["cancel", "--yes", "--stack", STACK], {
          what: "free the stack",
          cwd: packageRoot,
          env,
        });
        await change("destroy");
      },
      close: async () => undefined,
    };
  },
};

/** Neither the user's state nor login; `--event-log` is one of the engine's options for developers. */
async function environment(folder: string): Promise<NodeJS.ProcessEnv> {
  const { PULUMI_BACKEND_URL: _url, PULUMI_ACCESS_TOKEN: _token, ...rest } = process.env;
  const home = join(folder, "pulumi");
  await mkdir(home, { mode: 0o700 });
  return { ...(await pulumiEnvironment({ ...rest, PULUMI_HOME: home }, home)), PULUMI_DEBUG_COMMANDS: "true" };
}

/** Pure: the same work as the others': no tool looks after clocks. */
export function configuration({ machines, engine }: Pick<Work, "machines" | "engine">) {
  return {
    "swarm:source": "hosts",
    "swarm:hosts": [...machines],
    "swarm:engine": engine,
    "swarm:preparation": { timeSync: false },
    "swarm:stacks": ["hello"],
  };
}
