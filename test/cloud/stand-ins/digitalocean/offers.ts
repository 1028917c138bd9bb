import type * as digitalocean from "@pulumi/digitalocean";

/** All sizes are one and the same machine of the lab, and there are not many. */
const sizes = [
  { slug: "s-1vcpu-2gb", available: true, regions: ["fra1"], priceMonthly: 12 },
  { slug: "s-2vcpu-2gb", available: true, regions: ["fra1"], priceMonthly: 18 },
] satisfies Partial<digitalocean.types.output.GetSizesSize>[];

export async function getSizes({ filters }: Record<string, unknown>): Promise<Record<string, unknown>> {
  const wanted = (filters as { key: string; values: string[] }[]).flatMap(({ values }) => values);
  return { sizes: sizes.filter(({ slug }) => wanted.includes(slug)) };
}

/** @throws Error as the cloud refuses what it does not have */
export function checkSize(size: string, region: string): void {
  checkRegion(region);
  const known = sizes.find(({ slug }) => slug === size);
  if (!known) throw new Error("422 You specified an invalid size for Droplet creation.");
  if (!known.regions.includes(region)) throw new Error("422 Size is not available in this region.");
}

export function checkRegion(region: string): void {
  if (!["fra1", "nyc1"].includes(region)) throw new Error(`422 ${region} is an invalid region`);
}

export function checkImage(image: string): void {
  if (!/^(debian|ubuntu)-[\d-]+-x64$/.test(image))
    throw new Error("422 You specified an invalid image for Droplet creation.");
}
