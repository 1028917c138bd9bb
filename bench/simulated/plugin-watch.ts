import { readdirSync, readFileSync } from "node:fs";

/** The most that a process had at a time. */
export interface Peak {
  /** Memory in MiB. */
  memory: number;
  /** Open files, connections among them. */
  files: number;
}

const INTERVAL_MS = 500;

/** Looks at the plugin that one of this process's descendants starts, twice a second. */
export function watchPlugin(ancestor: number): { peak: Peak; end(): void } {
  const peak: Peak = { memory: 0, files: 0 };
  const timer = setInterval(() => {
    for (const pid of pluginsBelow(ancestor)) {
      peak.memory = Math.max(peak.memory, memoryOf(pid));
      peak.files = Math.max(peak.files, filesOf(pid));
    }
  }, INTERVAL_MS);
  return { peak, end: () => clearInterval(timer) };
}

function pluginsBelow(ancestor: number): number[] {
  const all = readdirSync("/proc").map(Number).filter(Boolean);
  const parents = new Map(all.map((pid) => [pid, Number(/\) \S (\d+)/.exec(read(pid, "stat"))?.[1])]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === ancestor || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  return all.filter((pid) => isBelow(pid) && /node.*pulumi-resource-swarm/.test(read(pid, "cmdline")));
}

const memoryOf = (pid: number) => Math.round(Number(/VmHWM:\s+(\d+)/.exec(read(pid, "status"))?.[1] ?? 0) / 1024);

function filesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** Empty for a process that has just ended. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
