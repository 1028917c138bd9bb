import type { CloudPlace, CloudPool } from "../place";
import type { Offer } from "./offers";
import type { Charge, Prices } from "./prices";

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

/** What a cloud charges. */
export interface CloudCosts<Place extends CloudPlace, Pool extends CloudPool> {
  readonly prices: Prices;
  /** How a machine of a pool is called in an estimate, beside size and pool. */
  poolNote?(pool: Pool): string;
  /** What the cloud charges beside machines, volumes and the load balancer. */
  charges?(pools: readonly Pool[], place: Place, sizes: Prices["sizes"]): Charge[];
  /** What is charged by use. */
  metered?(place: Place): string[];
}

/**
 * Estimates the monthly cost from list prices: without taxes, traffic, and whatever the stacks themselves use. What the
 * cloud says of its sizes goes before the price table.
 */
export function estimateCost<Place extends CloudPlace, Pool extends CloudPool>(
  cloud: CloudCosts<Place, Pool>,
  pools: readonly Pool[],
  place: Place,
  offers: readonly Offer[],
): CostEstimate {
  const told = offers.flatMap(({ size, monthly }) => (monthly === undefined ? [] : [[size, monthly]]));
  const sizes = { ...cloud.prices.sizes, ...Object.fromEntries(told) };
  const prices = { ...cloud.prices, sizes };
  const { nfs } = place;
  const host = nfs?.kind === "host" ? nfs : undefined;
  const charges: Charge[] = [
    ...pools.map((pool) => {
      const what = `${pool.size} (${pool.name}${cloud.poolNote?.(pool) ?? ""})`;
      return { count: pool.count, what, price: sizes[pool.size] };
    }),
    ...(host ? [{ count: 1, what: `${host.size} (nfs)`, price: sizes[host.size] }] : []),
    ...(host ? [{ count: host.volume, what: "GiB volume (nfs)", price: prices.volume }] : []),
    ...(place.loadBalancer ? [{ count: 1, what: "load balancer", price: prices.balancer }] : []),
    ...(cloud.charges?.(pools, place, sizes) ?? []),
  ].filter(({ count }) => count > 0);
  const lines = charges.flatMap(({ count, what, price = 0 }) =>
    price > 0 ? [{ count, what, monthly: count * price }] : [],
  );
  const unpriced = charges.filter(({ price }) => price === undefined).map(({ count, what }) => `${count} × ${what}`);
  const total = lines.reduce((sum, { monthly }) => sum + monthly, 0);
  return { lines, total, unknown: [...new Set([...unpriced, ...(cloud.metered?.(place) ?? [])])], prices };
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
