import type { ConfigContext } from "../../settings/context";
import { asLabel } from "../../settings/schema/dns-label";
import type { CloudNfsSettings, CloudSettings, PoolSettings } from "../../settings/types";
import type { Group } from "../../topology";

/** A pool of machines in a cloud. */
export interface CloudPool extends Group {
  /** In the cloud's own words. */
  size: string;
  /** Zones in turn by number; empty where the cloud has none. */
  zones: string[];
}

/** The NFS host, or what stands for it. */
export interface CloudNfs extends Omit<CloudNfsSettings, "size"> {
  size: string;
  zone?: string;
}

/** Where in a cloud the machines stand, with every default filled in. */
export interface CloudPlace extends Omit<CloudSettings, "size" | "image" | "network" | "nfs"> {
  name: string;
  /** The name comes from the project and the stack: the cluster keeps it when these are renamed. */
  nameIsDefault?: boolean;
  network: string;
  zones: string[];
  image: string;
  nfs?: CloudNfs;
  /** True where ESP has to pass between the nodes. */
  encrypted: boolean;
}

/** What a cloud has for settings that say nothing. */
export interface CloudDefaults {
  readonly size: string;
  readonly image: string;
}

/** The place, with everything filled in that clouds have in common. */
export function placeOf(
  cloud: CloudSettings,
  zones: string[],
  defaults: CloudDefaults,
  { environment }: Pick<ConfigContext, "environment">,
): CloudPlace {
  const { size = defaults.size, image = defaults.image, network = "10.66.0.0/16", nfs, ...rest } = cloud;
  return {
    ...rest,
    name: cloud.name ?? asLabel([environment.project, environment.stack].filter(Boolean).join("-"), 40, "swarm"),
    nameIsDefault: cloud.name === undefined,
    network,
    zones,
    image,
    nfs: nfs && { ...nfs, size: nfs.size ?? size },
    encrypted: false,
  };
}

const plain = { labels: {}, availability: "active" as const };
/** Machines of a configuration that names no pools. */
const usualPools: readonly Group[] = [
  { name: "manager", role: "manager", count: 3, ...plain },
  { name: "worker", role: "worker", count: 2, ...plain },
];

/** The pools, with everything filled in that clouds have in common. `complete` adds what one cloud has. */
export function poolsOf<Pool extends CloudPool>(
  settings: readonly PoolSettings[] | undefined,
  size: string,
  zones: string[],
  complete: (pool: CloudPool, own: Partial<PoolSettings>) => Pool,
): Pool[] {
  if (!settings) return usualPools.map((pool) => complete({ ...pool, size, zones }, {}));
  return settings.map(({ name, role, count, labels, availability, ...own }) =>
    complete({ name, role, count, labels, availability, size: own.size ?? size, zones }, own),
  );
}
