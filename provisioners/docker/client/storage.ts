import type Docker from "dockerode";
import type { Host } from "../host";
import { call } from "./call";
import { request } from "./request";
import type { Volume } from "./volumes";

/** Docker measures each container and volume: on a full, slow disk that takes minutes. */
const MEASURE_MS = 300_000;

export interface StoredContainer {
  Id: string;
  Names?: string[] | null;
  ImageID: string;
  /** `running`, `exited`, `created`, `dead`, … */
  State: string;
  /** Seconds since the epoch. */
  Created: number;
  Labels?: Record<string, string> | null;
  SizeRw?: number;
  NetworkSettings?: { Networks?: Record<string, { NetworkID?: string }> | null } | null;
}

export interface StoredImage {
  Id: string;
  RepoTags?: string[] | null;
  RepoDigests?: string[] | null;
  /** When it was built, in seconds since the epoch. */
  Created: number;
  Size: number;
  /** What other images have as well; -1 where it was not measured. */
  SharedSize: number;
}

export interface MeasuredVolume extends Volume {
  CreatedAt?: string;
  /** Containers that have it, ended ones as well. */
  UsageData?: { Size: number; RefCount: number } | null;
}

export interface BuildRecord {
  InUse: boolean;
  Size: number;
  CreatedAt: string;
  LastUsedAt?: string | null;
}

/** A host's containers, those that have ended too, with the space that each takes beside its image. */
export const storedContainers = (host: Host) =>
  call<StoredContainer[]>(
    host,
    "measure the containers",
    (docker) => docker.listContainers({ all: true, size: true }),
    { deadlineMs: MEASURE_MS },
  );

/** When a container ended; the year 1 for one that has not. */
export async function endOf(host: Host, id: string): Promise<Date> {
  const found = await call<{ State: { FinishedAt: string } }>(host, "inspect a container", (docker) =>
    docker.getContainer(id).inspect(),
  );
  return new Date(found.State.FinishedAt);
}

export const storedImages = (host: Host) =>
  call<StoredImage[]>(
    host,
    "measure the images",
    (docker) => docker.listImages({ "shared-size": true } as Docker.ListImagesOptions),
    { deadlineMs: MEASURE_MS },
  );

/** Takes one name away from an image; with the last one the image goes. One that something uses is refused (409). */
export const removeImage = (host: Host, name: string) =>
  call<object>(host, `remove the image ${name}`, (docker) => docker.getImage(name).remove(), {
    deadlineMs: MEASURE_MS,
  });

/** As Docker answers; since API 1.52 under other names. */
interface DiskUsage {
  Volumes?: MeasuredVolume[] | null;
  BuildCache?: BuildRecord[] | null;
  VolumeUsage?: { Items?: MeasuredVolume[] | null };
  BuildCacheUsage?: { Items?: BuildRecord[] | null };
}

/** A host's volumes and build cache, with the space that they take. */
export async function measuredVolumes(host: Host): Promise<{ volumes: MeasuredVolume[]; buildCache: BuildRecord[] }> {
  const path = "/system/df?type=volume&type=build-cache&";
  const found = await call<DiskUsage>(
    host,
    "measure volumes and build cache",
    (docker) => request(docker, "GET", path, { _query: { verbose: true } }),
    { deadlineMs: MEASURE_MS },
  );
  return {
    volumes: found.Volumes ?? found.VolumeUsage?.Items ?? [],
    buildCache: found.BuildCache ?? found.BuildCacheUsage?.Items ?? [],
  };
}

/** Removes build cache that was not used for so many seconds; gives the bytes that are free again. */
export async function pruneBuildCache(host: Host, unusedSeconds: number): Promise<number> {
  const query = { all: true, filters: JSON.stringify({ until: [`${unusedSeconds}s`] }) };
  const { SpaceReclaimed } = await call<{ SpaceReclaimed?: number }>(
    host,
    "remove build cache",
    (docker) => request(docker, "POST", "/build/prune?", { _query: query, _body: {} }),
    { deadlineMs: MEASURE_MS },
  );
  return SpaceReclaimed ?? 0;
}
