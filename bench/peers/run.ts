import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { destroyLab } from "../../lab/client";
import { SwarmError } from "../../provisioners/core/errors";
import { withLock } from "../../provisioners/core/lock";
import { cacheFolder } from "../../provisioners/core/paths";
import { line } from "../../tools/terminal/progress";
import { interruptible } from "../interruption";
import { busyWarning, machineName, record } from "../record";
import { type Comparison, compare } from "./compare";
import { figuresOf } from "./figures";
import type { Fleet } from "./machines/fleet";
import { givenFleet } from "./machines/given";
import { readHosts } from "./machines/hosts-file";
import { LAB, labFleet } from "./machines/lab";
import { variants } from "./machines/machine";
import type { PeersOptions } from "./options";
import { report } from "./report";
import { baseline, type ToolName, tools } from "./tools";

/** Compares the tools, prints the figures, and says which tools were left out. */
export async function runPeers(options: PeersOptions): Promise<void> {
  if (options.record && options.tools && !options.tools.includes(baseline)) {
    throw unusable(`figures are recorded beside those of \`${baseline}\`, which is not among the tools`);
  }
  const machines = options.hosts === undefined ? undefined : readHosts(options.hosts);
  const command = `npm run bench -- peers --clean${options.hosts ? ` --hosts ${options.hosts}` : ""}`;
  // The lab has one name, and given machines are there once.
  await withLock(join(cacheFolder(), "bench", "peers"), line, async () => {
    const folder = await mkdtemp(join(tmpdir(), "peers-"));
    const remains = `\`${command}\` takes away what it made; its own files are in ${folder}`;
    try {
      await interruptible(async (signal) => {
        if (options.clean) return clean(folder, machines, signal);
        line(`Where this is killed: ${remains}.`);
        const warning = busyWarning();
        if (warning) line(warning);
        const fleet = machines ? await givenFleet(folder, machines, signal) : labFleet();
        await measure(fleet, folder, options, signal);
      }, remains);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function measure(fleet: Fleet, folder: string, options: PeersOptions, signal: AbortSignal): Promise<void> {
  const wanted = options.variants ?? fleet.variants;
  const impossible = wanted.filter((variant) => !fleet.variants.includes(variant));
  if (impossible.length > 0) {
    const have = fleet.variants.map((variant) => `"${variants[variant]}"`).join(", ");
    throw unusable(
      `the machines are of the kind ${have}, not ${impossible.map((name) => `"${variants[name]}"`).join(", ")}`,
    );
  }
  const { present, skipped } = await presentTools(options.tools ?? (Object.keys(tools) as ToolName[]));
  for (const { tool, reason } of skipped) line(`${tools[tool].title} is left out: ${reason}.`);
  const plan = { tools: present, variants: wanted, rounds: options.rounds };
  const compared = await compare(fleet, folder, plan, signal);
  await tell(compared, skipped, options);
}

async function tell({ samples, failures }: Comparison, skipped: Skipped[], options: PeersOptions): Promise<void> {
  const figures = figuresOf(samples, baseline);
  if (options.json) {
    const whole = { machine: machineName(), rounds: options.rounds, variants: figures, skipped, failures };
    console.log(JSON.stringify(whole, undefined, 2));
  } else console.log(report(figures, options.rounds));
  if (failures.length > 0) {
    const summary = `${failures.length} of ${failures.length + samples.length} runs gave no figure`;
    throw new SwarmError({ code: "BENCH", summary, fix: "read their errors above; the other figures hold" });
  }
  if (!options.record) return;
  for (const { variant, ...rest } of figures) await record("peers", variant, { rounds: options.rounds, ...rest });
}

interface Skipped {
  tool: ToolName;
  reason: string;
}

async function presentTools(wanted: readonly ToolName[]): Promise<{ present: ToolName[]; skipped: Skipped[] }> {
  const looked = await Promise.all(wanted.map(async (tool) => ({ tool, reason: await tools[tool].missing() })));
  return {
    present: looked.filter(({ reason }) => reason === undefined).map(({ tool }) => tool),
    skipped: looked.flatMap(({ tool, reason }) => (reason === undefined ? [] : [{ tool, reason }])),
  };
}

async function clean(folder: string, machines: ReturnType<typeof readHosts> | undefined, signal: AbortSignal) {
  if (machines) await givenFleet(folder, machines, signal);
  else await destroyLab(LAB, (name) => line(`removing ${name}`));
  line("Nothing of an earlier run is left.");
}

const unusable = (cause: string) =>
  new SwarmError({
    code: "BENCH_HOSTS",
    summary: "That cannot be measured",
    cause,
    fix: "see `npm run bench -- peers --help`",
  });
