/** List prices of one cloud in US dollars. */
export interface Prices {
  /** When they were noted, as year and month. */
  noted: string;
  /** Where they apply. */
  where: string;
  /** A month of one machine, by size. */
  sizes: Readonly<Record<string, number>>;
  /** A month of one GiB of a volume. */
  volume: number;
  /** A month of one GiB on a file system as a service. */
  fileSystem: number;
  /** A month of one load balancer. */
  balancer: number;
  /** A month of one public address in use. */
  address: number;
  /** A month of one NAT gateway. */
  gateway: number;
}

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

/** DigitalOcean's prices are the same in all its regions. */
const digitalocean: Prices = {
  noted: "2025-06",
  where: "all regions; machines at what DigitalOcean says now",
  // The cloud itself says what its sizes cost.
  sizes: {},
  volume: 0.1,
  fileSystem: 0,
  balancer: 12,
  // Free while it is assigned.
  address: 0,
  gateway: 0,
};

/**
 * AWS has a price list for each region; this is one of the cheapest. In 2026-10 t3, t4g, m7g, gp3 volumes, addresses and
 * NAT gateways were still at these prices.
 */
const aws: Prices = {
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
  fileSystem: 0.3,
  balancer: 0.0225 * hours,
  address: 0.005 * hours,
  gateway: 0.045 * hours,
};

export const prices = { digitalocean, aws };
