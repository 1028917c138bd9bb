import * as digitalocean from "@pulumi/digitalocean";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Offer } from "../cloud/offers/offers";

/** What DigitalOcean says of these sizes now. */
export async function offers(sizes: string[], options?: InvokeOptions): Promise<Offer[]> {
  const found = await digitalocean.getSizes({ filters: [{ key: "slug", values: sizes }] }, options);
  return found.sizes.map(({ slug, available, regions, priceMonthly }) => ({
    size: slug,
    places: available ? regions : [],
    monthly: priceMonthly,
  }));
}
