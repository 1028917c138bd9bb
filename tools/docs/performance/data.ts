import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";

/** The figures of docs/performance.md, as `npm run bench -- … --record` writes them. */
export const dataFile = "docs/performance.json";

interface Measured {
  /** The computer: its cores and memory. */
  machine: string;
  date: string;
}

export interface ToolRatios {
  title: string;
  /** Ratio to the bare script's; none where that was not measured. */
  creation: { ratio?: number };
  again: { ratio?: number };
}

/** The tools on one kind of machines. */
export interface PeerFigures extends Measured {
  about: string;
  rounds: number;
  tools: ToolRatios[];
  /** Parts of our own creation, in seconds. */
  phases: [string, number][];
}

/** A run on simulated hosts. */
export interface ScaleFigures extends Measured {
  hosts: number;
  /** Seconds of an `up` that makes everything. */
  up: number;
  /** Seconds below which it cannot come: the slowest host's own chain, and the engine's floor. */
  limit: number;
}

/** Each measurement by its parts: kinds of machines, or numbers of hosts. */
export interface PerformanceData {
  peers?: Record<string, PeerFigures>;
  scale?: Record<string, ScaleFigures>;
}

/** What was recorded so far. */
export function performanceData(): PerformanceData {
  const file = join(packageRoot, dataFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PerformanceData) : {};
}
