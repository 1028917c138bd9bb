import * as pulumi from "@pulumi/pulumi";
import { ConfigError, namespace } from "../../config/problems/problems";
import { costText, estimateCost } from "./cost";
import { cloudOffers } from "./machines";
import { missingSizes, wantedSizes } from "./offers";
import type { CloudMachines } from "./place";

/**
 * What only the cloud knows of a plan, for a preview: sizes that it does not offer, and the cost.
 * @throws pulumi.RunError with every size that a zone of AWS does not have, and where it can be had
 */
export async function foresee({ source, pools, place }: CloudMachines): Promise<void> {
  const wanted = wantedSizes(pools, place);
  const offers = await cloudOffers(source, [...new Set(wanted.map(({ size }) => size))], place.region);
  const missing = missingSizes(wanted, offers);
  if (source === "aws" && missing.length > 0) throw new pulumi.RunError(new ConfigError(missing).message);
  for (const { path, text } of missing) {
    // DigitalOcean takes sizes out of its list while it has no room; machines that are there go on.
    await pulumi.log.warn(`${namespace}:${path} ${text}, if a machine is to be made`);
  }
  await pulumi.log.info(costText(estimateCost(source, pools, place, offers)));
}
