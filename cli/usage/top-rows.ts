import type { ContainerStats } from "../../provisioners/docker/client/usage";
import { colors } from "../colors";
import { table } from "../table";
import type { ContainerTask } from "../workloads/task-labels";
import { sizeText, sumOf } from "./amounts";

/** What one container uses. */
export interface UsageRow extends ContainerTask {
  node: string;
  container: string;
  /** Of a container that belongs to no service. */
  name: string;
  /** Percent of one core. */
  cpu: number;
  /** Bytes, without what the kernel would give up at once. */
  memory: number;
  /** Bytes; the machine's own where the service has no limit. */
  limit: number;
  processes: number;
}

export type Order = "cpu" | "memory";

/** Pure: what Docker's client shows, too. */
export function usageOf({ cpu_stats: now, precpu_stats: before, memory_stats, pids_stats }: ContainerStats) {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const { usage = 0, limit = 0, stats = {} } = memory_stats;
  const cache = stats.inactive_file ?? stats.total_inactive_file ?? 0;
  return {
    cpu: used > 0 && passed > 0 ? (used / passed) * (now.online_cpus ?? 1) * 100 : 0,
    memory: Math.max(0, usage - cache),
    limit,
    processes: pids_stats?.current ?? 0,
  };
}

/** The rows, those that use most first, and their sum. */
export function topText(rows: readonly UsageRow[], order: Order): string {
  if (rows.length === 0) return "Nothing runs.";
  const sorted = [...rows].sort((a, b) => b[order] - a[order]);
  const nodes = new Set(rows.map(({ node }) => node)).size;
  const [cpu, memory] = [sumOf(rows.map((row) => row.cpu)), sumOf(rows.map((row) => row.memory))];
  const sum = `${rows.length} containers on ${nodes} ${nodes === 1 ? "node" : "nodes"}: ${percent(cpu)} of a core, ${sizeText(memory)}`;
  return [table(["TASK", "NODE", "CPU", "MEMORY", "LIMIT", "PROCESSES"], sorted.map(cells)), sum].join("\n\n");
}

function cells({ task, name, node, cpu, memory, limit, processes }: UsageRow): string[] {
  const isShort = limit > 0 && memory > limit * 0.9;
  const size = sizeText(memory);
  return [
    task ?? name,
    node,
    percent(cpu),
    isShort ? colors.red(size) : size,
    limit > 0 ? sizeText(limit) : "",
    String(processes),
  ];
}

const percent = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
