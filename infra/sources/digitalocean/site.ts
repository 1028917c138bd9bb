import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../cloud/access";
import { nameOf } from "./names";
import type { DigitalOceanPlace } from "./schema";

/** What everything in one place shares. */
export interface Site {
  place: DigitalOceanPlace;
  access: Access;
  vpcId: pulumi.Input<string>;
  sshKey: digitalocean.SshKey;
  tags: { node: digitalocean.Tag; manager: digitalocean.Tag; nfs?: digitalocean.Tag };
  /** The caller's options with `more`. */
  options(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** Network, login key and tags. Tags carry the place's name: those of another cluster must never match. */
export function makeSite(place: DigitalOceanPlace, access: Access, base: pulumi.CustomResourceOptions): Site {
  const options = (more: pulumi.CustomResourceOptions = {}) => pulumi.mergeOptions(base, more);
  const { name, region } = place;
  const vpcId =
    place.vpc ??
    new digitalocean.Vpc("network", { name: nameOf("vpc", name), region, ipRange: place.network }, options()).id;
  const sshKey = new digitalocean.SshKey(
    "ssh",
    { name: nameOf("sshKey", name), publicKey: access.key.publicKey },
    options(),
  );
  const tag = (kind: string) => new digitalocean.Tag(kind, { name: nameOf("tag", name, kind) }, options());
  const tags = { node: tag("node"), manager: tag("manager"), ...(place.nfs && { nfs: tag("nfs") }) };
  return { place, access, vpcId, sshKey, tags, options };
}
