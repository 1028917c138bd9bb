import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { line, step } from "../../tools/terminal/progress";
import type { Sample } from "./figures";
import type { Fleet } from "./machines/fleet";
import { type Variant, variants } from "./machines/machine";
import { readSwarm, refuseIncomplete } from "./machines/swarm";
import { type ToolName, tools } from "./tools";

/** Of no use to go on after these. */
const FATAL = new Set<string>(["BENCH_HOSTS", "BENCH_RESTORE"]);

export interface Plan {
  tools: readonly ToolName[];
  variants: readonly Variant[];
  rounds: number;
}

export interface Comparison {
  samples: Sample[];
  /** Runs that gave no figure, with the reason. */
  failures: { tool: ToolName; variant: Variant; round: number; cause: string }[];
}

/** Measures the tools in turn, each on machines as they were before anything was done to them. */
export async function compare(fleet: Fleet, folder: string, plan: Plan, signal: AbortSignal): Promise<Comparison> {
  const result: Comparison = { samples: [], failures: [] };
  for (const variant of plan.variants) {
    for (let round = 1; round <= plan.rounds; round++) {
      for (const tool of plan.tools) {
        const place = { tool, variant, round };
        try {
          const sample = await measure(fleet, folder, place, signal);
          line(`  ${seconds(sample.creation)} s to create, ${seconds(sample.again)} s again`);
          result.samples.push(sample);
        } catch (error) {
          if (signal.aborted || (error instanceof SwarmError && FATAL.has(error.code))) throw error;
          line(messageOf(error));
          result.failures.push({ ...place, cause: messageOf(error) });
        }
      }
    }
  }
  return result;
}

type Place = Pick<Sample, "tool" | "variant" | "round">;

async function measure(fleet: Fleet, shared: string, place: Place, signal: AbortSignal): Promise<Sample> {
  const { tool, variant, round } = place;
  const name = `${tools[tool].title}, ${variants[variant]}, round ${round}`;
  const folder = await mkdtemp(join(shared, "run-"));
  try {
    const machines = await step(`${name}: machines`, (status) => fleet.take(variant, folder, status, signal));
    await copyFile(join(packageRoot, "stacks", "hello", "stack.yaml"), join(folder, "stack.yaml"));
    const work = { machines, variant, engine: fleet.engine, folder, signal };
    const run = await step(`${name}: before the clock`, () => tools[tool].begin(work));
    try {
      const creation = await timed(() => step(`${name}: creation`, run.create));
      const made = await readSwarm(folder, machines, signal);
      refuseIncomplete(made, machines);
      const again = await timed(() => step(`${name}: again`, run.again));
      if ((await readSwarm(folder, machines, signal)).ids !== made.ids) {
        throw new SwarmError({ code: "BENCH", summary: `${name}: the second run changed something` });
      }
      return { ...place, creation, again, phases: (await run.phases?.()) ?? [] };
    } finally {
      await run.close();
      if (fleet.kept) await run.undo?.();
    }
  } finally {
    await step(`${name}: clean up`, () => fleet.giveBack());
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const seconds = (ms: number) => (ms / 1_000).toFixed(1);
