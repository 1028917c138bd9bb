import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { cell } from "../cell";
import {
  type LatencyFigures,
  type PeerFigures,
  type PerformanceData,
  performanceData,
  type ScaleFigures,
} from "./data";
import { bySize } from "./draw";

/** The page about performance: written by hand, with tables of what was measured. */
export function performancePage(): string {
  const page = readFileSync(join(packageRoot, "docs/performance.md"), "utf8");
  return Object.entries(tables(performanceData())).reduce((text, [name, lines]) => {
    const place = new RegExp(`(<!-- ${name}: [^>]*-->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
    if (!place.test(text)) throw new RangeError(`docs/performance.md has no place for ${name}`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${lines.join("\n")}\n\n${end}`);
  }, page);
}

const NONE = ["No figures are recorded yet: `--record` of the command above writes them."];

/** Pure: the parts of the page by their name. */
export function tables({ peers = {}, scale = {}, latency = {} }: PerformanceData): Record<string, string[]> {
  const figures = Object.values(peers);
  const picture = "![Times of creation beside the bare script's, and with the number of hosts](performance.svg)";
  return {
    picture: figures.length + bySize(scale).length > 0 ? [picture] : [],
    peers: figures.length > 0 ? figures.flatMap(ofMachines) : NONE,
    phases: figures.length > 0 ? figures.flatMap(phasesOf) : NONE,
    scale: bySize(scale).length > 0 ? ofScale(bySize(scale)) : NONE,
    latency: Object.keys(latency).length > 0 ? ofLatency(latency) : NONE,
  };
}

function ofMachines({ about, machine, date, rounds, tools }: PeerFigures): string[] {
  const rows = tools.map(({ title, creation, again }) => [title, ratio(creation), ratio(again)]);
  const median = rounds === 1 ? "one round" : `median of ${rounds} rounds`;
  return [...table([about, "creation", "again, nothing to do"], rows), "", `On ${machine}, ${date}; ${median}.`, ""];
}

function phasesOf({ about, phases }: PeerFigures): string[] {
  if (phases.length === 0) return [];
  const longest = Math.max(...phases.map(([, seconds]) => seconds));
  const rows = phases.map(([name, seconds]) => [name, (seconds / longest).toFixed(2)]);
  return [...table([about, "share of the longest part"], rows), ""];
}

function ofScale(points: readonly ScaleFigures[]): string[] {
  const rows = points.map(({ hosts, up, limit, again, destruction, pluginMemory, connectionsAHost, machine, date }) => [
    ...[String(hosts), `${(up / limit).toFixed(2)} ×`, (again / up).toFixed(2), (destruction / up).toFixed(2)],
    ...[`${pluginMemory} MiB`, String(connectionsAHost), `${machine}, ${date}`],
  ]);
  const times = ["`up`, times its limit", "again, of the `up`", "`destroy`, of the `up`"];
  return table(["hosts", ...times, "memory of the plugin", "connections a host", "on"], rows);
}

function ofLatency(latency: Record<string, LatencyFigures>): string[] {
  const rows = Object.entries(latency)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([ms, { roundTrips, ratio, machine, date }]) => [
      ...[`${ms} ms`, String(roundTrips), `${ratio.toFixed(2)} ×`, `${machine}, ${date}`],
    ]);
  return table(["round trip", "one after the other until joined", "`up`, times a script's", "on"], rows);
}

const ratio = ({ ratio }: { ratio?: number }) => (ratio === undefined ? "–" : `${ratio.toFixed(2)} ×`);

function table(head: readonly string[], rows: readonly string[][]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
