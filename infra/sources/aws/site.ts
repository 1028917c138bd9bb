import * as pulumi from "@pulumi/pulumi";
import { tagsOf } from "./names";
import type { AwsPlace } from "./schema";

/** What everything in one place shares. */
export interface Site {
  place: AwsPlace;
  /** The caller's options with `more`. */
  options(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
  /** Region and tags, the first arguments of every resource. */
  common(what: string): { region: string; tags: Record<string, string> };
}

export function makeSite(place: AwsPlace, base: pulumi.CustomResourceOptions): Site {
  return {
    place,
    options: (more = {}) => pulumi.mergeOptions(base, more),
    // Said each time: the surroundings' own region (profile, environment) must not decide where a cluster stands.
    common: (what) => ({
      region: place.region,
      tags: tagsOf(place.name, what),
    }),
  };
}
