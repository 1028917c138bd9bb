import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ownSettings } from "../cloud/own-settings";
import type { AwsPlace } from "./place";

/** AWS in the region of a place; all else as `aws:*` and the environment have it. */
export function makeProvider({ region }: AwsPlace, options?: pulumi.ResourceOptions): pulumi.ProviderResource {
  return new aws.Provider("aws", { ...ownSettings("aws", aws.config), region: region as aws.Region }, options);
}
