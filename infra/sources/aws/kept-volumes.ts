import * as aws from "@pulumi/aws";
import type { InvokeOptions } from "@pulumi/pulumi";
import { tagsOf } from "./names";
import type { AwsPlace } from "./place";

/** Volumes, or file systems, with the tags of the cluster's that nothing uses. */
export async function keptVolumes({ name, region, nfs }: AwsPlace, options?: InvokeOptions): Promise<string[]> {
  // A file system never says whether anybody uses it.
  if (nfs?.kind !== "host") return [];
  const filters = [{ name: "status", values: ["available"] }];
  return (await aws.ebs.getEbsVolumes({ region, tags: tagsOf(name, "nfs"), filters }, options)).ids;
}
