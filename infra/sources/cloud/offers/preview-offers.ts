import * as pulumi from "@pulumi/pulumi";
import { ConfigError, namespace } from "../../../settings/problems/problems";
import { answered } from "../credentials";
import type { CloudPlace, CloudPool } from "../place";
import type { CloudProvider } from "../provider";
import { costText, estimateCost } from "./cost";
import { missingSizes, wantedSizes } from "./offers";

/**
 * What only the cloud knows of a plan, for a preview: sizes that it does not offer, and the cost.
 * @throws SwarmError where the cloud does not accept the credentials
 * @throws pulumi.RunError with every size that is not offered, and where it can be had, where the cloud has it so
 */
export async function previewOffers<Place extends CloudPlace, Pool extends CloudPool>(
  cloud: CloudProvider<Place, Pool>,
  pools: readonly Pool[],
  place: Place,
  options?: pulumi.InvokeOptions,
): Promise<void> {
  const wanted = [...wantedSizes(pools, place), ...(cloud.sizes?.(place) ?? [])];
  const sizes = [...new Set(wanted.map(({ size }) => size))];
  const offers = await answered(cloud.title, cloud.credentials, () => cloud.offers(sizes, place.region, options));
  const missing = missingSizes(wanted, offers, place.region);
  if (cloud.refusesMissingSizes && missing.length > 0) throw new pulumi.RunError(new ConfigError(missing).message);
  for (const { path, text } of missing) {
    await pulumi.log.warn(`${namespace}:${path} ${text}, if a machine is to be made`);
  }
  await pulumi.log.info(costText(estimateCost(cloud, pools, place, offers)));
}
