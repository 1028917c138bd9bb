import type { Host } from "../host";
import { call } from "./call";

/** A container that runs on a host. */
export interface RunningContainer {
  Id: string;
  /** With a slash in front. */
  Names: string[];
  Labels: Record<string, string>;
}

export const runningContainers = (host: Host) =>
  call<RunningContainer[]>(host, "list the containers", (docker) => docker.listContainers());

interface CpuTimes {
  cpu_usage: { total_usage: number };
  system_cpu_usage?: number;
  online_cpus?: number;
}

/** What a container uses, measured over about a second. */
export interface ContainerStats {
  cpu_stats: CpuTimes;
  precpu_stats: CpuTimes;
  /** Empty for a container that has just ended. */
  memory_stats: { usage?: number; limit?: number; stats?: { inactive_file?: number; total_inactive_file?: number } };
  pids_stats?: { current?: number };
}

export const containerStats = (host: Host, id: string) =>
  call<ContainerStats>(host, `read the usage of the container ${id.slice(0, 12)}`, (docker) =>
    docker.getContainer(id).stats({ stream: false }),
  );

/** Docker's own sum, as it has it from API 1.52 on. */
interface Sum {
  TotalSize?: number;
  Reclaimable?: number;
}

/** What Docker's data takes on a host's disk; the lists are of APIs before 1.52. */
export interface DiskUsage {
  ImageUsage?: Sum;
  ContainerUsage?: Sum;
  VolumeUsage?: Sum;
  BuildCacheUsage?: Sum;
  LayersSize?: number;
  Images?: { Size: number; SharedSize: number; Containers: number }[] | null;
  Containers?: { SizeRw?: number; State: string }[] | null;
  Volumes?: { UsageData?: { Size: number; RefCount: number } | null }[] | null;
  BuildCache?: { Size: number; InUse: boolean; Shared: boolean }[] | null;
}

/** Docker walks through all volumes for it. */
const DISK_MS = 180_000;

export const diskUsage = (host: Host) =>
  call<DiskUsage>(host, "sum up its disk usage", (docker) => docker.df(), { deadlineMs: DISK_MS });
