import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../cloud/access";
import type { Identity } from "../cloud/identity";
import { nameOf, type nameRules } from "./names";
import type { DigitalOceanPlace } from "./place";

/** What everything in one place shares. */
export interface Site {
  place: DigitalOceanPlace;
  access: Access;
  vpcId: pulumi.Input<string>;
  sshKey: digitalocean.SshKey;
  tags: { node: digitalocean.Tag; manager: digitalocean.Tag; nfs?: digitalocean.Tag };
  /** The caller's options with `more`. */
  options(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
  named: Named;
}

/** What a thing of the cluster is called. */
type Named = (kind: keyof typeof nameRules, what?: string) => pulumi.Output<string>;

/** Network, login key and tags. Tags carry the cluster's name: those of another cluster must never match. */
export function makeSite(
  place: DigitalOceanPlace,
  { key, name }: Identity,
  access: Access,
  base: pulumi.CustomResourceOptions,
): Site {
  const options = (more: pulumi.CustomResourceOptions = {}) => pulumi.mergeOptions(base, more);
  const named: Named = (kind, what) => {
    // The name that is asked for is refused at once.
    nameOf(kind, place.name, what);
    return name.apply((cluster) => nameOf(kind, cluster, what));
  };
  const vpcId = place.vpc ?? makeVpc(place, named, options).id;
  const sshKey = new digitalocean.SshKey("ssh", { name: named("sshKey"), publicKey: key.publicKey }, options());
  // A tag that goes takes its firewalls from the droplets: they have the new one before the old one is deleted.
  const tag = (kind: string) =>
    new digitalocean.Tag(kind, { name: named("tag", kind) }, options({ deleteBeforeReplace: false }));
  const tags = { node: tag("node"), manager: tag("manager"), ...(place.nfs && { nfs: tag("nfs") }) };
  return { place, access, vpcId, sshKey, tags, options, named };
}

function makeVpc({ region, network }: DigitalOceanPlace, named: Named, options: Site["options"]): digitalocean.Vpc {
  return new digitalocean.Vpc("network", { name: named("vpc"), region, ipRange: network }, options());
}
