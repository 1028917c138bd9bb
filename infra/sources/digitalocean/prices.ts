import type { Prices } from "../cloud/offers/prices";

/** DigitalOcean's prices are the same in all its regions. Public addresses are free while they are assigned. */
export const prices: Prices = {
  noted: "2025-06",
  where: "all regions; machines at what DigitalOcean says now",
  // The cloud itself says what its sizes cost.
  sizes: {},
  volume: 0.1,
  balancer: 12,
};
