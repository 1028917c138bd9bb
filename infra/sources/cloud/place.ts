import type { Surroundings } from "../../config/environment";
import type { Mistake } from "../../config/problems/problems";
import { asLabel } from "../../config/schema/dns-label";
import type { PoolSettings, Settings } from "../../config/schema/schema";
import type { Group } from "../../topology";
import { checkPlace } from "./checks";
import type { CloudSettings, NfsSettings } from "./schema";

/** The clouds that machines may come from. */
export type Cloud = "digitalocean" | "aws";

/** A pool of machines in a cloud. */
export interface CloudPool extends Group {
  /** In the cloud's own words. */
  size: string;
  /** Zones in turn by number; empty where the cloud has none. */
  zones: string[];
  spot: boolean;
  /** Root disk in GiB, where it is not a part of the size. */
  disk: number;
}

/** The NFS host, or what stands for it. */
export interface CloudNfs extends Omit<NfsSettings, "size" | "zone"> {
  size: string;
  zone?: string;
}

/** Where in a cloud the machines stand, with every default filled in. */
export interface CloudPlace extends Omit<CloudSettings, "size" | "image" | "network" | "zones" | "nfs" | "bastion"> {
  name: string;
  network: string;
  zones: string[];
  image: string;
  nfs?: CloudNfs;
  bastionSize: string;
  /** True where ESP has to pass between the nodes. */
  encrypted: boolean;
}

/** Machines of a cloud, as the configuration wants them. */
export interface CloudMachines {
  source: Cloud;
  pools: CloudPool[];
  place: CloudPlace;
}

const defaults = {
  digitalocean: { size: "s-1vcpu-2gb", image: "ubuntu-24-04-x64" },
  aws: { size: "t3.small", image: "ubuntu-24.04" },
};
const defaultDisk = 20;

/** Machines of a cloud as the configuration wants them; `undefined` where it does not say enough. */
export function loadCloud(
  source: Cloud,
  settings: Settings,
  incomplete: ReadonlySet<string>,
  near: Surroundings,
  mistakes: Mistake[],
  warnings: string[],
): CloudMachines | undefined {
  if (!settings.cloud) {
    const text = `is missing: source \`${source}\` needs at least {region, admins}`;
    if (!incomplete.has("cloud")) mistakes.push({ path: "cloud", text });
    return undefined;
  }
  const place = placeOf(source, settings.cloud, settings.encryptedOverlays, near);
  const pools = cloudPools(settings.pools, settings.cloud, source, place.zones);
  checkPlace({ source, settings, pools, place, mistakes, warnings });
  return { source, pools, place };
}

function placeOf(source: Cloud, cloud: CloudSettings, encrypted: boolean, near: Surroundings): CloudPlace {
  const { size = defaults[source].size, image = defaults[source].image, network, bastion, nfs, ...rest } = cloud;
  const zones = source === "aws" ? (cloud.zones ?? ["a", "b", "c"].map((letter) => `${cloud.region}${letter}`)) : [];
  return {
    ...rest,
    name: cloud.name ?? asLabel([near.project, near.stack].filter(Boolean).join("-"), 40, "swarm"),
    network: network ?? "10.66.0.0/16",
    zones,
    image,
    bastionSize: bastion?.size ?? size,
    nfs: nfs && { ...nfs, size: nfs.size ?? size, zone: nfs.zone ?? zones[0] },
    encrypted,
  };
}

function cloudPools(
  settings: readonly PoolSettings[] | undefined,
  cloud: CloudSettings,
  source: Cloud,
  zones: string[],
): CloudPool[] {
  const size = cloud.size ?? defaults[source].size;
  const plain = { labels: {}, availability: "active" as const, size, zones, spot: false, disk: defaultDisk };
  if (!settings) {
    return [
      { name: "manager", role: "manager", count: 3, ...plain },
      { name: "worker", role: "worker", count: 2, ...plain },
    ];
  }
  return settings.map(({ name, role, count, labels, availability, ...pool }) => ({
    ...{ name, role, count, labels, availability },
    size: pool.size ?? size,
    zones: pool.zones ?? zones,
    spot: pool.spot ?? false,
    disk: pool.disk ?? defaultDisk,
  }));
}
