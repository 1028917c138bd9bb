import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { stringify } from "yaml";
import { prepareLab } from "../../lab/client";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { pulumi, pulumiEnvironment, pulumiOutput } from "../../tools/environment/pulumi";
import { type EngineEvent, phasesOf } from "./of-events";

const STACK = "bench";
const CONFIG = { config: { "swarm:source": "lab", "swarm:stacks": ["hello"] } };

/** Where the time of one run on the lab goes. */
export async function runPhases(): Promise<void> {
  const rows: [string, number][] = [];
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = Date.now();
    const result = await work();
    rows.push([name, Date.now() - start]);
    return result;
  };
  const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-bench-"));
  const env = { ...(await pulumiEnvironment(withoutOwnBackend(), folder)), PULUMI_DEBUG_COMMANDS: "true" };
  const config = join(folder, "Pulumi.bench.yaml");
  const events = join(folder, "events.json");
  await writeFile(config, stringify(CONFIG));
  const stack = ["--stack", STACK, "--config-file", config];
  try {
    await timed("images (0 when cached)", () => prepareLab(() => undefined));
    await pulumiOutput(["stack", "select", "--create", STACK], env);
    await rm(join(packageRoot, `Pulumi.${STACK}.yaml`), { force: true });
    await timed("up, whole", () => mustRun(["up", "--yes", "--skip-preview", "--event-log", events, ...stack], env));
    const recorded = (await readFile(events, "utf8")).trim().split("\n");
    for (const [phase, ms] of phasesOf(recorded.map((line) => JSON.parse(line) as EngineEvent))) rows.push([phase, ms]);
    await timed("up again, nothing to do", () => mustRun(["up", "--yes", "--skip-preview", ...stack], env));
  } finally {
    await timed("destroy", () => mustRun(["destroy", "--yes", "--skip-preview", ...stack], env));
    await rm(folder, { recursive: true, force: true });
  }
  const table = new Table({
    head: ["phase", "seconds"],
    style: { head: [], border: [] },
    colAligns: ["left", "right"],
  });
  for (const [name, ms] of rows) table.push([name, (ms / 1000).toFixed(1)]);
  console.log(table.toString());
}

async function mustRun(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const code = await pulumi([...args, "--non-interactive"], env);
  if (code !== 0) throw new SwarmError({ code: "BENCH", summary: `pulumi ${args[0]} ended with ${code}` });
}

/** A measurement must not touch the user's own state. */
function withoutOwnBackend(): NodeJS.ProcessEnv {
  const { PULUMI_BACKEND_URL: _url, PULUMI_ACCESS_TOKEN: _token, ...rest } = process.env;
  return { ...rest, PULUMI_HOME: join(tmpdir(), "pulumi-swarm-bench-home") };
}
