import type { Diagnostics } from "../../../../../infra/settings/problems/diagnostics";
import type { CloudCheck, CloudTraffic } from "../../../../../infra/sources/cloud/provider";
import type { Place, Pool } from "./schema";

export function check({ pools, place }: CloudCheck<Place, Pool>, diagnostics: Diagnostics): void {
  const machines = pools.reduce((sum, { count }) => sum + count, 0);
  if (machines > 6) diagnostics.problem("cloud.rack", `has room for 6 machines, not for ${machines}: ${place.rack}`);
}

export function checkTraffic({ ports }: CloudTraffic<Place>, diagnostics: Diagnostics): void {
  if (ports.some(({ port }) => port > 9000)) diagnostics.warn("Ports above 9000 are slow here.");
}
