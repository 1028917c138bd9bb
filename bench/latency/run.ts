import Table from "cli-table3";
import { line } from "../../tools/terminal/progress";
import { runSeries, seconds } from "../series";
import { chainsToJoined } from "../simulated/chain";
import { withCluster } from "../simulated/cluster";
import { Simulation } from "../simulated/simulation";
import { bareScript } from "./bare";

export interface LatencyOptions {
  hosts: number;
  seed: number;
  json?: boolean;
  record?: boolean;
}

/** What one latency gave; times in seconds. */
export interface LatencyFigures {
  latencyMs: number;
  /** Of the worker with the most: round trips over the network one after the other, from the dial to the swarm. */
  roundTrips: number;
  /** The same in commands and calls. */
  operations: number;
  creation: number;
  script: number;
  ratio: number;
}

/** Creates the same swarm at each latency, by Pulumi and by a script. */
export function runLatency(latencies: readonly number[], options: LatencyOptions): Promise<void> {
  const series = {
    measurement: "latency",
    measure: (latencyMs: number) => measure(latencyMs, options),
    kept: ({ latencyMs, ...figures }: LatencyFigures): [string, object] => [String(latencyMs), figures],
    table: latencyTable,
  };
  return runSeries(latencies, series, options);
}

async function measure(latencyMs: number, { hosts, seed }: LatencyOptions): Promise<LatencyFigures> {
  line(`${hosts} hosts at ${latencyMs} ms …`);
  // A stack is held for a while before it counts as running, at any latency.
  const nature = { hosts, seed, latencyMs, stacks: [] };
  const simulation = await Simulation.start(nature);
  let script: number;
  try {
    script = await bareScript(simulation);
    simulation.check();
  } finally {
    await simulation.close();
  }
  return withCluster(nature, async (cluster) => {
    const { ms } = await cluster.up();
    const chains = chainsToJoined(await cluster.simulation.records());
    await cluster.destroy();
    return {
      latencyMs,
      roundTrips: Math.max(...chains.map(({ roundTrips }) => roundTrips)),
      operations: Math.max(...chains.map(({ operations }) => operations)),
      creation: seconds(ms),
      script: seconds(script),
      ratio: Math.round((100 * ms) / script) / 100,
    };
  });
}

/** Pure: the figures, a row for each latency. */
export function latencyTable(all: readonly LatencyFigures[]): string {
  const table = new Table({
    head: ["round trip", "one after the other, a host", "up", "bare script", "up against the script"],
    style: { head: [], border: [] },
    colAligns: ["right", "right", "right", "right", "right"],
  });
  for (const { latencyMs, roundTrips, operations, creation, script, ratio } of all) {
    const chain = `${roundTrips} round trips in ${operations} operations`;
    table.push([`${latencyMs} ms`, chain, `${creation} s`, `${script} s`, `× ${ratio}`]);
  }
  return table.toString();
}
