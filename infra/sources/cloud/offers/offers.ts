import type { Problem } from "../../../settings/problems/problems";
import type { CloudPlace, CloudPool } from "../place";

/** What a cloud offers of one size. */
export interface Offer {
  size: string;
  /** Regions, or zones where the cloud has such, in which it can be had now. */
  places: string[];
  /** Dollars a month for one machine, where the cloud says. */
  monthly?: number;
}

/** A size that a configuration names. */
export interface WantedSize {
  /** Key of the configuration. */
  path: string;
  size: string;
  /** Where its machines are to stand; none for anywhere in the region. */
  places: readonly string[];
}

/** Every size that a configuration names for a pool or the NFS host. */
export function wantedSizes(pools: readonly CloudPool[], { nfs }: CloudPlace): WantedSize[] {
  return [
    ...pools.flatMap(({ count, size, zones }, index) => {
      // Machines stand in the zones in turn: a pool of two never comes to the third.
      return count > 0 ? [{ path: `pools[${index}].size`, size, places: zones.slice(0, count) }] : [];
    }),
    ...(nfs?.kind === "host" ? [{ path: "cloud.nfs.size", size: nfs.size, places: nfs.zone ? [nfs.zone] : [] }] : []),
  ];
}

/** Sizes that the cloud does not offer where machines of theirs are to stand, with where it does. */
export function missingSizes(wanted: readonly WantedSize[], offers: readonly Offer[], region: string): Problem[] {
  return wanted.flatMap(({ path, size, places }) => {
    const offered = offers.find((offer) => offer.size === size)?.places ?? [];
    const missing = (places.length > 0 ? places : [region]).filter((each) => !offered.includes(each));
    if (missing.length === 0) return [];
    const elsewhere = offered.length > 0 ? `, but in ${offered.join(", ")}` : "";
    const text = `(${size}) is not offered in ${missing.join(", ")} now${elsewhere}: choose another size, region or zone`;
    return [{ path, text }];
  });
}
