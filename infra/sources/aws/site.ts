import * as pulumi from "@pulumi/pulumi";
import { tagsOf } from "./names";
import type { AwsPlace } from "./place";

/** What everything in one place shares. */
export interface Site {
  place: AwsPlace;
  /** The caller's options with `more`. */
  options(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
  /** Region and tags, the first arguments of every resource. */
  common(what: string): { region: string; tags: pulumi.Output<Record<string, string>> };
}

export function makeSite(place: AwsPlace, name: pulumi.Output<string>, base: pulumi.CustomResourceOptions): Site {
  return {
    place,
    options: (more = {}) => pulumi.mergeOptions(base, more),
    // Said each time: the surroundings' own region (profile, environment) must not decide where a cluster stands.
    common: (what) => {
      // The name that is asked for is refused at once.
      tagsOf(place.name, what);
      return { region: place.region, tags: name.apply((cluster) => tagsOf(cluster, what)) };
    },
  };
}
