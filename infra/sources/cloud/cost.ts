import type { Offer } from "./offers";
import type { Cloud, CloudPlace, CloudPool } from "./place";
import { type Prices, prices } from "./prices";

/** One line of an estimate. */
export interface CostLine {
  count: number;
  what: string;
  /** Dollars a month for all of them. */
  monthly: number;
}

/** What a cluster would cost. */
export interface CostEstimate {
  lines: CostLine[];
  /** Dollars a month. */
  total: number;
  /** What is not in the price table, and so not in the total. */
  unknown: string[];
  prices: Prices;
}

/** Root disk in GiB of machines that have no say in it. */
const rootDisk = { nfs: 20, bastion: 10 };

/**
 * Estimates the monthly cost from list prices: without taxes, traffic, and whatever the stacks themselves use. What the
 * cloud says of its sizes goes before the price table.
 */
export function estimateCost(
  source: Cloud,
  pools: readonly CloudPool[],
  place: CloudPlace,
  offers: readonly Offer[],
): CostEstimate {
  const told = offers.flatMap(({ size, monthly }) => (monthly === undefined ? [] : [[size, monthly]]));
  const table: Prices = { ...prices[source], sizes: { ...prices[source].sizes, ...Object.fromEntries(told) } };
  const lines: CostLine[] = [];
  const unknown = new Set<string>();
  const add = (count: number, what: string, price: number | undefined) => {
    if (count === 0) return;
    if (price === undefined) unknown.add(`${count} × ${what}`);
    else if (price > 0) lines.push({ count, what, monthly: count * price });
  };

  const counted = pools.filter(({ count }) => count > 0);
  for (const { name, count, size, spot } of counted) {
    // What spare capacity costs changes from hour to hour: it is never more than this.
    add(count, `${size} (${name}${spot ? ", spot: at most" : ""})`, table.sizes[size]);
  }
  const hasHost = place.nfs?.kind === "host";
  if (place.nfs && hasHost) add(1, `${place.nfs.size} (nfs)`, table.sizes[place.nfs.size]);
  if (place.nfs && hasHost) add(place.nfs.volume, "GiB volume (nfs)", table.volume);
  if (place.nfs?.kind === "efs") unknown.add(`EFS at $${table.fileSystem} for each GiB in use`);
  if (place.loadBalancer) add(1, "load balancer", table.balancer);
  if (source === "aws") addAws(add, counted, place, table);

  const total = lines.reduce((sum, { monthly }) => sum + monthly, 0);
  return { lines, total, unknown: [...unknown], prices: table };
}

type Add = (count: number, what: string, price: number | undefined) => void;

/** What AWS charges apart: disks, public addresses, the way out of private subnets. */
function addAws(add: Add, pools: readonly CloudPool[], place: CloudPlace, table: Prices): void {
  const isPrivate = place.addresses === "private";
  const hasHost = place.nfs?.kind === "host";
  const machines = pools.reduce((sum, { count }) => sum + count, hasHost ? 1 : 0);
  const disks = pools.reduce((sum, { count, disk }) => sum + count * disk, hasHost ? rootDisk.nfs : 0);
  if (isPrivate) add(1, `${place.bastionSize} (bastion)`, table.sizes[place.bastionSize]);
  add(disks + (isPrivate ? rootDisk.bastion : 0), "GiB root disks", table.volume);
  // The bastion's and the gateway's, or one for each machine; and one of the balancer in each zone.
  const addresses = (isPrivate ? 2 : machines) + (place.loadBalancer ? place.zones.length : 0);
  add(addresses, "public addresses", table.address);
  if (isPrivate) add(1, "NAT gateway", table.gateway);
}

/** The estimate as text for people. */
export function costText({ lines, total, unknown, prices: { noted, where } }: CostEstimate): string {
  const rows = lines.map(({ count, what, monthly }) => `  ${dollars(monthly).padStart(9)}  ${count} × ${what}`);
  const rest = unknown.length > 0 ? [`  not counted: ${unknown.join(", ")}`] : [];
  return [
    `Estimated cost: about ${dollars(total)} a month`,
    ...rows,
    ...rest,
    `  An estimate by list prices of ${noted} (${where}), without taxes and traffic.`,
  ].join("\n");
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
