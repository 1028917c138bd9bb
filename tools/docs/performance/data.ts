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

/** A run on simulated hosts; seconds, MiB. */
export interface ScaleFigures extends Measured {
  hosts: number;
  /** An `up` that makes everything. */
  up: number;
  /** Below it no `up` can come: the engine's own time, and that of the slowest host by itself. */
  limit: number;
  again: number;
  destruction: number;
  pluginMemory: number;
  connectionsAHost: number;
}

/** A run on simulated hosts that are far away. */
export interface LatencyFigures extends Measured {
  /** One after the other, from the dial until a worker has joined. */
  roundTrips: number;
  /** Creation against that by a script. */
  ratio: number;
}

/** Each measurement by its parts: kinds of machines, numbers of hosts, milliseconds of a round trip. */
export interface PerformanceData {
  peers?: Record<string, PeerFigures>;
  scale?: Record<string, ScaleFigures>;
  latency?: Record<string, LatencyFigures>;
}

/** What was recorded so far. */
export function performanceData(): PerformanceData {
  const file = join(packageRoot, dataFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PerformanceData) : {};
}

/** Whether there is something to draw. */
export const isMeasured = ({ peers, scale }: PerformanceData) => Boolean(peers ?? scale);
