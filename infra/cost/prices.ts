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
  where: "all regions",
  sizes: {
    "s-1vcpu-512mb-10gb": 4,
    "s-1vcpu-1gb": 6,
    "s-1vcpu-2gb": 12,
    "s-2vcpu-2gb": 18,
    "s-2vcpu-4gb": 24,
    "s-4vcpu-8gb": 48,
    "s-8vcpu-16gb": 96,
    "s-1vcpu-1gb-amd": 7,
    "s-1vcpu-2gb-amd": 14,
    "s-2vcpu-2gb-amd": 21,
    "s-2vcpu-4gb-amd": 28,
    "s-4vcpu-8gb-amd": 56,
    "s-1vcpu-1gb-intel": 7,
    "s-1vcpu-2gb-intel": 14,
    "s-2vcpu-2gb-intel": 21,
    "s-2vcpu-4gb-intel": 28,
    "s-4vcpu-8gb-intel": 56,
    "c-2": 42,
    "c-4": 84,
    "c-8": 168,
    "g-2vcpu-8gb": 63,
    "g-4vcpu-16gb": 126,
    "m-2vcpu-16gb": 84,
  },
  volume: 0.1,
  fileSystem: 0,
  balancer: 12,
  // Free while it is assigned.
  address: 0,
  gateway: 0,
};

/** AWS has a price list for each region; this is one of the cheapest. */
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
