import type { CloudCosts } from "../cloud/offers/cost";
import type { Charge, Prices } from "../cloud/offers/prices";
import type { AwsPlace, AwsPool } from "./place";

/** Hours of a month, as the clouds' own calculators count. */
const hours = 730;

const hourly = (sizes: Record<string, number>) =>
  Object.fromEntries(Object.entries(sizes).map(([size, price]) => [size, price * hours]));

/** Sizes of one family: each step costs twice the one before. */
const family = (name: string, first: number, steps: readonly string[]) =>
  hourly(Object.fromEntries(steps.map((step, index) => [`${name}.${step}`, first * 2 ** index])));

const small = ["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge"];
const large = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"];
const graviton = ["medium", ...large];

/**
 * AWS has a price list for each region; this is one of the cheapest. In 2026-10 t3, t4g, m7g, gp3 volumes, addresses and
 * NAT gateways were still at these prices.
 */
const prices: Prices = {
  noted: "2025-06",
  where: "us-east-1 on demand; other regions cost up to a third more",
  sizes: {
    ...family("t3", 0.0052, small),
    ...family("t3a", 0.0047, small),
    ...family("t4g", 0.0042, small),
    ...family("m6i", 0.096, large),
    ...family("m7i", 0.1008, large),
    ...family("m6g", 0.0385, graviton),
    ...family("m7g", 0.0408, graviton),
    ...family("c6i", 0.085, large),
    ...family("c7i", 0.08925, large),
    ...family("c7g", 0.03625, graviton),
    ...family("r6i", 0.126, large),
    ...family("r7i", 0.1323, large),
    ...family("r7g", 0.05355, graviton),
  },
  volume: 0.08,
  balancer: 0.0225 * hours,
};

/** A month of one public address in use. */
const publicAddress = 0.005 * hours;
/** A month of one NAT gateway. */
const gateway = 0.045 * hours;
/** A month of one GiB on the Elastic File System. */
const fileSystem = 0.3;

/** Root disk in GiB of machines that have no say in it. */
const rootDisk = { nfs: 20, bastion: 10 };

export const awsCosts: CloudCosts<AwsPlace, AwsPool> = {
  prices,
  // What spare capacity costs changes from hour to hour: it is never more than this.
  poolNote: ({ spot }) => (spot ? ", spot: at most" : ""),
  charges,
  metered: ({ nfs }) => (nfs?.kind === "efs" ? [`EFS at $${fileSystem} for each GiB in use`] : []),
};

/** What AWS charges apart: disks, public addresses, the way out of private subnets. */
function charges(pools: readonly AwsPool[], place: AwsPlace, sizes: Prices["sizes"]): Charge[] {
  const isPrivate = place.addresses === "private";
  const hasHost = place.nfs?.kind === "host";
  const machines = pools.reduce((sum, { count }) => sum + count, hasHost ? 1 : 0);
  const disks = pools.reduce((sum, { count, disk }) => sum + count * disk, hasHost ? rootDisk.nfs : 0);
  // The bastion's and the gateway's, or one for each machine; and one of the balancer in each zone.
  const addresses = (isPrivate ? 2 : machines) + (place.loadBalancer ? place.zones.length : 0);
  return [
    ...(isPrivate ? [{ count: 1, what: `${place.bastionSize} (bastion)`, price: sizes[place.bastionSize] }] : []),
    { count: disks + (isPrivate ? rootDisk.bastion : 0), what: "GiB root disks", price: prices.volume },
    { count: addresses, what: "public addresses", price: publicAddress },
    ...(isPrivate ? [{ count: 1, what: "NAT gateway", price: gateway }] : []),
  ];
}
