import Table from "cli-table3";
import { line } from "../../tools/terminal/progress";
import { runSeries, seconds } from "../series";
import { chainsToJoined, mostAtATime } from "../simulated/chain";
import { withCluster } from "../simulated/cluster";

export interface ScaleOptions {
  seed: number;
  latency: number;
  parallel?: number;
  json?: boolean;
  record?: boolean;
}

/** What one number of hosts gave; times in seconds, sizes in MiB. */
export interface ScaleFigures {
  hosts: number;
  /** The engine's own time: the same resources, which do nothing. */
  floor: number;
  /** The work and the round trips of the slowest host by itself. */
  slowestHost: number;
  /** Both together: below this it cannot come. */
  limit: number;
  up: number;
  again: number;
  destruction: number;
  pluginMemory: number;
  pluginFiles: number;
  connectionsAHost: number;
  dialsAtATime: number;
  state: number;
}

const MIB = 2 ** 20;

/** Creates clusters of these numbers of simulated hosts, looks at them again and destroys them. */
export function runScale(numbers: readonly number[], options: ScaleOptions): Promise<void> {
  const series = {
    measurement: "scale",
    measure: (hosts: number) => measure(hosts, options),
    kept: (figures: ScaleFigures): [string, object] => [String(figures.hosts), figures],
    table: scaleTable,
  };
  return runSeries(numbers, series, options);
}

async function measure(hosts: number, { seed, latency, parallel }: ScaleOptions): Promise<ScaleFigures> {
  // A stack is held for a while before it counts as running, on any number of hosts.
  const nature = { hosts, seed, parallel, latencyMs: latency, stacks: [] };
  line(`${hosts} hosts: the engine by itself …`);
  const floor = await withCluster({ ...nature, plugin: "idle" }, async (cluster) => (await cluster.up()).ms);
  return withCluster(nature, async (cluster) => {
    line(`${hosts} hosts: up …`);
    const up = await cluster.up();
    const state = await cluster.stateSize();
    const records = await cluster.simulation.records();
    line(`${hosts} hosts: up again, then destroy …`);
    const again = await cluster.up();
    const destroy = await cluster.destroy();
    const own = chainsToJoined(records).map(({ roundTrips, workMs }) => roundTrips * latency + workMs);
    const slowest = Math.max(...own);
    const dials = records.flatMap(({ operations }) => operations.filter(({ kind }) => kind === "dial"));
    return {
      hosts,
      floor: seconds(floor),
      slowestHost: seconds(slowest),
      limit: seconds(floor + slowest),
      up: seconds(up.ms),
      again: seconds(again.ms),
      destruction: seconds(destroy.ms),
      pluginMemory: up.plugin.memory,
      pluginFiles: up.plugin.files,
      connectionsAHost: Math.max(...records.map(({ connections }) => connections)),
      dialsAtATime: mostAtATime(dials),
      state: Math.round((10 * state) / MIB) / 10,
    };
  });
}

/** Pure: the figures, a column for each number of hosts. */
export function scaleTable(all: readonly ScaleFigures[]): string {
  const rows: [string, (figures: ScaleFigures) => string][] = [
    ["the engine by itself", ({ floor }) => `${floor} s`],
    ["the slowest host by itself", ({ slowestHost }) => `${slowestHost} s`],
    ["up", ({ up }) => `${up} s`],
    ["up against the two above", ({ up, limit }) => `× ${(up / limit).toFixed(2)}`],
    ["up again, nothing to do", ({ again }) => `${again} s`],
    ["destroy", ({ destruction }) => `${destruction} s`],
    ["memory of the plugin", ({ pluginMemory }) => `${pluginMemory} MiB`],
    ["open files of the plugin", ({ pluginFiles }) => String(pluginFiles)],
    ["connections a host", ({ connectionsAHost }) => String(connectionsAHost)],
    ["dials at a time", ({ dialsAtATime }) => String(dialsAtATime)],
    ["state", ({ state }) => `${state} MiB`],
  ];
  const table = new Table({
    head: ["", ...all.map(({ hosts }) => `${hosts} hosts`)],
    style: { head: [], border: [] },
    colAligns: ["left", ...all.map((): "right" => "right")],
  });
  for (const [name, cell] of rows) table.push([name, ...all.map(cell)]);
  return table.toString();
}
