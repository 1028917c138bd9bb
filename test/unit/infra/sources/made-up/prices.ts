import type { CloudCosts } from "../../../../../infra/sources/cloud/offers/cost";
import type { Place, Pool } from "./schema";

export const costs: CloudCosts<Place, Pool> = {
  prices: { noted: "2026-01", where: "everywhere", sizes: {}, volume: 1, balancer: 5 },
  charges: (pools) => [{ count: pools.filter(({ fast }) => fast).length, what: "fast disks", price: 3 }],
};
