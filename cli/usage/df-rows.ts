import type { DiskUsage } from "../../provisioners/docker/client/usage";
import { colors } from "../colors";
import type { Usage } from "../look/host-look";
import { table } from "../table";
import { sizeText, sumOf } from "./amounts";

/** Bytes, and those of them that nothing uses. */
export interface Share {
  size: number;
  reclaimable: number;
}

/** What takes the room on one node's disk. */
export interface DiskRow {
  node: string;
  /** The file system that Docker keeps its data on. */
  disk?: Usage;
  images: Share;
  volumes: Share;
  buildCache: Share;
  /** What containers wrote beside their images and volumes. */
  containers: Share;
  /** What containers have logged; it goes with its container. */
  logs: number;
}

/** Pure: Docker's sums, or those that its client would make of the lists. */
export function sharesOf(usage: DiskUsage): Pick<DiskRow, "images" | "volumes" | "buildCache" | "containers"> {
  const { ImageUsage, VolumeUsage, BuildCacheUsage, ContainerUsage } = usage;
  const told = (sum: typeof ImageUsage) => sum && { size: sum.TotalSize ?? 0, reclaimable: sum.Reclaimable ?? 0 };
  return {
    images: told(ImageUsage) ?? imageShare(usage),
    volumes: told(VolumeUsage) ?? volumeShare(usage),
    buildCache: told(BuildCacheUsage) ?? cacheShare(usage),
    containers: told(ContainerUsage) ?? containerShare(usage),
  };
}

function imageShare({ LayersSize = 0, Images }: DiskUsage): Share {
  // Layers that images share go with the last of them: they count as used.
  const used = (Images ?? []).filter(({ Containers }) => Containers !== 0);
  const needed = sumOf(used.map(({ Size, SharedSize }) => Size - Math.max(0, SharedSize)));
  return { size: LayersSize, reclaimable: used.length === 0 ? LayersSize : Math.max(0, LayersSize - needed) };
}

function volumeShare({ Volumes }: DiskUsage): Share {
  // Docker says -1 where it does not know.
  const known = (Volumes ?? []).flatMap(({ UsageData }) => (UsageData && UsageData.Size > 0 ? [UsageData] : []));
  const sizes = (all: typeof known) => sumOf(all.map(({ Size }) => Size));
  return { size: sizes(known), reclaimable: sizes(known.filter(({ RefCount }) => RefCount === 0)) };
}

function cacheShare({ BuildCache }: DiskUsage): Share {
  const own = (BuildCache ?? []).filter(({ Shared }) => !Shared);
  const sizes = (all: typeof own) => sumOf(all.map(({ Size }) => Size));
  return { size: sizes(own), reclaimable: sizes(own.filter(({ InUse }) => !InUse)) };
}

function containerShare({ Containers }: DiskUsage): Share {
  const all = Containers ?? [];
  const sizes = (some: typeof all) => sumOf(some.map(({ SizeRw = 0 }) => SizeRw));
  return { size: sizes(all), reclaimable: sizes(all.filter(({ State }) => !/running|paused|restarting/.test(State))) };
}

const parts = ["images", "volumes", "buildCache", "containers"] as const;

/** The sum over all nodes. */
export function totalOf(rows: readonly DiskRow[]): Omit<DiskRow, "node"> {
  const sum = (of: (row: DiskRow) => number) => sumOf(rows.map(of));
  const share = (part: (typeof parts)[number]) => ({
    size: sum((row) => row[part].size),
    reclaimable: sum((row) => row[part].reclaimable),
  });
  const [images, volumes, buildCache, containers] = parts.map(share) as [Share, Share, Share, Share];
  const disk = { used: sum((row) => row.disk?.used ?? 0), total: sum((row) => row.disk?.total ?? 0) };
  return { disk, images, volumes, buildCache, containers, logs: sum((row) => row.logs) };
}

/** One row a node and the sum, and what of it can be had back. */
export function dfText(rows: readonly DiskRow[]): string {
  const total = totalOf(rows);
  const head = ["NODE", "DISK", "IMAGES", "VOLUMES", "BUILD CACHE", "CONTAINERS", "LOGS"];
  const sums = rows.length > 1 ? [cells({ node: colors.bold("all"), ...total })] : [];
  const free = (
    [
      ["images", total.images],
      ["build cache", total.buildCache],
      ["containers", total.containers],
    ] as const
  )
    .filter(([, { reclaimable }]) => reclaimable > 0)
    .map(([name, { reclaimable }]) => `${name} ${sizeText(reclaimable)}`);
  return [
    table(head, [...rows.map(cells), ...sums]),
    `Nothing uses: ${free.join(", ") || "nothing that could be removed"}.${unused(total.volumes)}`,
  ].join("\n\n");
}

/** Data without a container may be all that is left of a service. */
const unused = ({ reclaimable }: Share) =>
  reclaimable > 0 ? ` No container uses volumes of ${sizeText(reclaimable)}: look before you remove them.` : "";

function cells({ node, disk, images, volumes, buildCache, containers, logs }: DiskRow): string[] {
  const share = disk && disk.total > 0 ? disk.used / disk.total : 0;
  const text = disk ? `${Math.round(share * 100)} % of ${sizeText(disk.total)}` : "";
  const sizes = [images, volumes, buildCache, containers].map(({ size }) => sizeText(size));
  return [node, share > 0.85 ? colors.red(text) : text, ...sizes, sizeText(logs)];
}
