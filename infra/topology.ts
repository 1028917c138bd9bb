import { Address4 } from "ip-address";

export type Role = "manager" | "worker";
export type Availability = "active" | "pause" | "drain";

/** Machines that are alike. */
export interface Group {
  /** DNS label; machines are named `<name>-1`, `<name>-2`, … */
  name: string;
  role: Role;
  /** How many machines; 0 is allowed for workers. */
  count: number;
  labels: Record<string, string>;
  availability: Availability;
}

/** Machines that are alike and whose addresses we choose. */
export interface Pool extends Group {
  /** Which block of addresses the pool takes, 0 to 7. */
  block: number;
}

/** A machine by name. */
export interface NamedMachine {
  name: string;
  /** Its place in the pool, from 1. */
  number: number;
  pool: string;
  role: Role;
  labels: Record<string, string>;
  availability: Availability;
}

/** A machine as planned: everything that is known before it exists. */
export interface PlannedMachine extends Omit<NamedMachine, "number"> {
  /** On the private network. */
  address: string;
}

/** Blocks that a network is divided into, one per pool. */
export const addressBlocks = 8;
/** First addresses of each block that no machine gets: gateways and the like live at a network's start. */
const reserved = 10;

/**
 * Pools → machines. A machine's name and address depend on its pool and its number only: growing or shrinking a pool,
 * and adding or removing others, changes neither the name nor the address of any machine that stays.
 * @param network private network in CIDR form, /26 or larger
 * @throws RangeError where a pool has more machines than its block has addresses, see `poolCapacity`
 */
export function planMachines(pools: readonly Pool[], network: string): PlannedMachine[] {
  return pools.flatMap((pool) => {
    if (pool.count > poolCapacity(network)) {
      throw new RangeError(
        `pool ${pool.name}: ${pool.count} machines, but a block has ${poolCapacity(network)} addresses`,
      );
    }
    return nameMachines([pool]).map(({ number, ...machine }) => {
      return { ...machine, address: addressOf(network, pool.block, number) };
    });
  });
}

/** Pools → machines where the source chooses the addresses. A name depends on the pool and the number only. */
export function nameMachines(groups: readonly Group[]): NamedMachine[] {
  return groups.flatMap(({ name, role, count, labels, availability }) =>
    Array.from({ length: count }, (_, index) => ({
      name: machineName(name, index + 1),
      number: index + 1,
      pool: name,
      role,
      labels: { ...labels },
      availability,
    })),
  );
}

/**
 * The zone of a pool's machine: round robin by its number, so that growing a pool never moves a machine.
 * @param zones at least one
 */
export function zoneOf<Z>(zones: readonly Z[], number: number): Z {
  const zone = zones[(number - 1) % zones.length];
  if (zone === undefined) throw new RangeError("a pool needs at least one zone");
  return zone;
}

/** Machines that one pool can have in a network, so that its addresses stay in its block. */
export function poolCapacity(network: string): number {
  // The last address of the last block is the network's broadcast address; the same limit for all keeps it simple.
  return Math.max(0, blockSize(network) - reserved - 2);
}

/** Address of the machine that serves NFS beside the swarm: just below the first pool's. */
export function nfsAddress(network: string): string {
  return addressOf(network, 0, 0);
}

function machineName(pool: string, number: number): string {
  return `${pool}-${number}`;
}

function addressOf(network: string, block: number, number: number): string {
  const offset = block * blockSize(network) + reserved + number;
  return new Address4(network).startAddress().offset(offset).correctForm();
}

function blockSize(network: string): number {
  return 2 ** (32 - new Address4(network).subnetMask) / addressBlocks;
}

/** What a machine that runs a lab has. */
export interface Capacity {
  /** Logical processors. */
  cores: number;
  /** Memory in MiB. */
  memory: number;
}

/** Default memory of a lab machine, in MiB. */
export const labMemory = 768;
/** Part of a machine's memory that a lab may take. */
export const labShare = 0.8;

/** Pools of a lab where none are given: 3 managers and 1 worker, or 2 where cores and memory allow. */
export function defaultPools({ cores, memory }: Capacity): { name: string; role: Role; count: number }[] {
  const roomy = cores >= 4 && 5 * labMemory <= (memory * labShare) / 2;
  return [
    { name: "manager", role: "manager", count: 3 },
    { name: "worker", role: "worker", count: roomy ? 2 : 1 },
  ];
}
