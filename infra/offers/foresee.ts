import * as pulumi from "@pulumi/pulumi";
import type { CloudMachines } from "../config/clouds";
import { ConfigError } from "../config/mistakes";
import { costText, estimateCost } from "../cost/estimate";
import { cloudOffers } from "../machines/clouds";
import { refusedSizes, wantedSizes } from "./offer";

/**
 * What only the cloud knows of a plan, for a preview: a size that it does not offer is refused, and the cost is told.
 * @throws pulumi.RunError with every such size, and where it can be had
 */
export async function foresee({ source, pools, place }: CloudMachines): Promise<void> {
  const wanted = wantedSizes(pools, place);
  const offers = await cloudOffers(source, [...new Set(wanted.map(({ size }) => size))], place.region);
  const refused = refusedSizes(wanted, offers);
  if (refused.length > 0) throw new pulumi.RunError(new ConfigError(refused).message);
  await pulumi.log.info(costText(estimateCost(source, pools, place, offers)));
}
