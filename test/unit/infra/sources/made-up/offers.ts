import type { Offer } from "../../../../../infra/sources/cloud/offers/offers";

export async function offers(sizes: string[], region: string): Promise<Offer[]> {
  return sizes.filter((size) => size !== "huge").map((size) => ({ size, places: [region], monthly: 7 }));
}
