import * as aws from "@pulumi/aws";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Offer } from "../cloud/offers/offers";

/** In which zones of a region AWS has these sizes now. */
export async function offers(sizes: string[], region: string, options?: InvokeOptions): Promise<Offer[]> {
  const { instanceTypes, locations } = await aws.ec2.getInstanceTypeOfferings(
    { region, locationType: "availability-zone", filters: [{ name: "instance-type", values: sizes }] },
    options,
  );
  // One list of sizes and one of places, which belong together item by item.
  return sizes.map((size) => ({ size, places: locations.filter((_, index) => instanceTypes[index] === size).sort() }));
}
