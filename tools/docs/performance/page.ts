import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { cell } from "../cell";
import { type PeerFigures, type PerformanceData, performanceData, type ScaleFigures } from "./data";
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
const PICTURE = "![Times of creation beside the bare script's](performance.svg)";

/** Pure: the parts of the page by their name. */
export function tables({ peers = {}, scale }: PerformanceData): Record<string, string[]> {
  const figures = Object.values(peers);
  return {
    peers: figures.length > 0 ? [PICTURE, "", ...figures.flatMap(ofMachines)] : NONE,
    phases: figures.length > 0 ? figures.flatMap(phasesOf) : NONE,
    ...(scale && { scale: ofScale(bySize(scale)) }),
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
  const rows = points.map(({ hosts, up, limit, machine, date }) => [
    ...[String(hosts), `${(up / limit).toFixed(2)} ×`],
    `${machine}, ${date}`,
  ]);
  return table(["hosts", "`up`, times its limit", "on"], rows);
}

const ratio = ({ ratio }: { ratio?: number }) => (ratio === undefined ? "–" : `${ratio.toFixed(2)} ×`);

function table(head: readonly string[], rows: readonly string[][]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
