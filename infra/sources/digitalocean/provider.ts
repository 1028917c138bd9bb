import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { ownSettings } from "../cloud/own-settings";

/** DigitalOcean as `digitalocean:*` and the environment have it. */
export function makeProvider(options?: pulumi.ResourceOptions): pulumi.ProviderResource {
  return new digitalocean.Provider("digitalocean", ownSettings("digitalocean", digitalocean.config), options);
}
