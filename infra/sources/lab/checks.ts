import { Address4 } from "ip-address";
import { overlap } from "../../../provisioners/host/cidr";
import { type Mistake, pathText, refuseTwins } from "../../config/problems/problems";
import type { NfsSettings, PoolSettings } from "../../config/schema/schema";
import { type Capacity, defaultPools, labMemory, labShare, type Pool, poolCapacity } from "../../topology";

/** A pool of lab machines. */
export interface LabPool extends Pool {
  cpus: number;
  /** MiB of each machine. */
  memory: number;
}

/** Where the lab's machines reach their host: the network of their first interface. */
const managementNetwork = "10.0.2.0/24";

/** Pools with every default filled in; none given: as many machines as this one carries well. */
export function labPools(settings: readonly PoolSettings[] | undefined, capacity: Capacity): LabPool[] {
  if (!settings) {
    return defaultPools(capacity).map((pool, block) => ({
      ...pool,
      block,
      cpus: 1,
      memory: labMemory,
      labels: {},
      availability: "active",
    }));
  }
  return settings.map((pool, index) => ({
    ...pool,
    block: pool.block ?? index,
    cpus: pool.cpus ?? 1,
    memory: pool.memory ?? labMemory,
  }));
}

/** Checks a lab's pools one by one, against each other and against what this machine can carry. */
export function checkLab(
  pools: readonly LabPool[],
  network: string,
  capacity: Capacity,
  mistakes: Mistake[],
  nfs?: NfsSettings,
): void {
  const mistake = (path: (string | number)[], text: string) => mistakes.push({ path: pathText(path), text });
  checkNetwork(network, mistakes);
  const most = poolCapacity(network);
  for (const key of ["name", "block"] as const) refuseTwins("pools", pools, key, mistakes);
  pools.forEach((pool, index) => {
    if (pool.count > most) mistake(["pools", index, "count"], `must be at most ${most} in a lab`);
    if (pool.cpus > capacity.cores) {
      mistake(["pools", index, "cpus"], `must be at most ${capacity.cores}, the processors of this machine`);
    }
  });
  const planned: readonly Pick<LabPool, "count" | "memory">[] = pools;
  const beside = nfs && nfs.on === undefined ? [{ count: 1, memory: nfs.machine?.memory ?? labMemory }] : [];
  // `concat` keeps the holes of pools that are not sound.
  checkMemory(planned.concat(beside), capacity, mistakes);
}

function checkNetwork(network: string, mistakes: Mistake[]): void {
  const address = new Address4(network);
  if (address.subnetMask !== 24 || !network.startsWith(`${address.startAddress().correctForm()}/`)) {
    mistakes.push({ path: "lab.network", text: "must be a /24 that ends in .0, such as 10.77.0.0/24" });
  }
  if (overlap(network, managementNetwork)) {
    mistakes.push({
      path: "lab.network",
      text: `overlaps ${managementNetwork}, the machines' way to this one: choose another`,
    });
  }
}

function checkMemory(
  pools: readonly Pick<LabPool, "count" | "memory">[],
  capacity: Capacity,
  mistakes: Mistake[],
): void {
  const asked = pools.reduce((sum, pool) => sum + pool.count * pool.memory, 0);
  const budget = Math.floor(capacity.memory * labShare);
  if (asked <= budget) return;
  const count = pools.reduce((sum, pool) => sum + pool.count, 0);
  const each = pools.reduce((most, pool) => Math.max(most, pool.memory), 0);
  const fits = Math.floor(budget / each);
  mistakes.push({
    path: "pools",
    text:
      `ask for ${asked} MiB of memory in ${count} machines; this machine has ${capacity.memory} MiB, of which a lab may ` +
      `take ${budget}. What fits: ${fits} machine(s) of ${each} MiB, or ${count} of ${Math.floor(budget / count)} MiB each`,
  });
}
