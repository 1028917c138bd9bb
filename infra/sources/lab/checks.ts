import { Address4 } from "ip-address";
import { overlap } from "../../../provisioners/host/cidr";
import type { ConfigContext } from "../../settings/context";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import { type Capacity, defaultPools, labMemory, labShare, nfsAddress, poolCapacity } from "../../topology";
import { type NfsPlace, nfsMachineName } from "../nfs-plan";
import type { LabPool } from "./machines";
import type { LabSettings } from "./schema";

/** Where the lab's machines reach their host: the network of their first interface. */
const managementNetwork = "10.0.2.0/24";

/** Pools with every default filled in; none given: as many machines as this one carries well. */
export function labPools(settings: LabSettings["pools"], capacity: Capacity): LabPool[] {
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
  { settings, incomplete, environment, diagnostics }: ConfigContext<LabSettings>,
  pools: readonly LabPool[],
): void {
  const { network } = settings.lab;
  const { capacity } = environment;
  if (!incomplete.has("source")) refuseSizes(settings.pools, diagnostics);
  // Pools of which nothing is left cannot be checked.
  if (!settings.pools && incomplete.has("pools")) return;
  checkNetwork(network, diagnostics);
  const most = poolCapacity(network);
  for (const key of ["name", "block"] as const) diagnostics.refuseDuplicates("pools", pools, key);
  pools.forEach((pool, index) => {
    if (pool.count > most) diagnostics.problem(["pools", index, "count"], `must be at most ${most} in a lab`);
    if (pool.cpus > capacity.cores) {
      diagnostics.problem(
        ["pools", index, "cpus"],
        `must be at most ${capacity.cores}, the processors of this machine`,
      );
    }
  });
  const planned: readonly Pick<LabPool, "count" | "memory">[] = pools;
  const { nfs } = settings;
  const beside = nfs && nfs.on === undefined ? [{ count: 1, memory: nfs.machine?.memory ?? labMemory }] : [];
  // `concat` keeps the holes of pools that are not sound.
  checkMemory(planned.concat(beside), capacity, diagnostics);
}

function refuseSizes(pools: LabSettings["pools"] = [], diagnostics: Diagnostics): void {
  pools.forEach(({ size }, index) => {
    if (size === undefined) return;
    diagnostics.problem(["pools", index, "size"], "is for a cloud: a lab's machines have `cpus` and `memory`");
  });
}

/** NFS from a machine of its own. */
export function placeNfs({ nfs, lab }: LabSettings, diagnostics: Diagnostics): NfsPlace | undefined {
  if (nfs && "host" in nfs) {
    const text = "is not used by source `lab`: use `machine: {}`, or `on` with a machine's name";
    return diagnostics.problem("nfs.host", text);
  }
  const { cpus = 1, memory = labMemory } = nfs?.machine ?? {};
  return { kind: "lab", name: nfsMachineName, address: nfsAddress(lab.network), cpus, memory };
}

function checkNetwork(network: string, diagnostics: Diagnostics): void {
  const address = new Address4(network);
  if (address.subnetMask !== 24 || !network.startsWith(`${address.startAddress().correctForm()}/`)) {
    diagnostics.problem("lab.network", "must be a /24 that ends in .0, such as 10.77.0.0/24");
  }
  if (overlap(network, managementNetwork)) {
    diagnostics.problem("lab.network", `overlaps ${managementNetwork}, the machines' way to this one: choose another`);
  }
}

function checkMemory(
  pools: readonly Pick<LabPool, "count" | "memory">[],
  capacity: Capacity,
  diagnostics: Diagnostics,
): void {
  const asked = pools.reduce((sum, pool) => sum + pool.count * pool.memory, 0);
  const budget = Math.floor(capacity.memory * labShare);
  if (asked <= budget) return;
  const count = pools.reduce((sum, pool) => sum + pool.count, 0);
  const each = pools.reduce((most, pool) => Math.max(most, pool.memory), 0);
  const fits = Math.floor(budget / each);
  diagnostics.problem(
    "pools",
    `ask for ${asked} MiB of memory in ${count} machines; this machine has ${capacity.memory} MiB, of which a lab may ` +
      `take ${budget}. What fits: ${fits} machine(s) of ${each} MiB, or ${count} of ${Math.floor(budget / count)} MiB each`,
  );
}
