import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { type Boot, bootOf } from "../cloud/access";
import type { Site } from "./site";

/** What a droplet is made of, beside the site. */
export interface DropletArgs {
  size: string;
  tags: digitalocean.Tag[];
  /** What has to be there before it. */
  after: pulumi.Resource[];
  /** True for a node: another size is another droplet. False keeps the droplet, which is off while it changes. */
  isNode: boolean;
  protect?: boolean;
}

/** A droplet with a host key that is known before it exists. */
export function makeDroplet(
  name: string,
  { place, access, vpcId, sshKey, options, named }: Site,
  { size, tags, after, isNode, protect }: DropletArgs,
): { droplet: digitalocean.Droplet; boot: Boot } {
  const boot = bootOf(name, access, options());
  const droplet = new digitalocean.Droplet(
    name,
    {
      // With the cluster's name for the console's sake; the hostname is the machine's alone, by its user data.
      name: named("droplet", name),
      region: place.region,
      size,
      image: place.image,
      vpcUuid: vpcId,
      sshKeys: [sshKey.fingerprint],
      tags: tags.map((tag) => tag.name),
      userData: boot.userData,
      monitoring: true,
      // A disk that grew cannot shrink; without it a droplet's size can go both ways.
      resizeDisk: false,
    },
    options({
      dependsOn: after,
      // Both only count at the first boot, and a change of either would replace the droplet.
      ignoreChanges: ["userData", "sshKeys"],
      // The new one has joined before the old one goes.
      deleteBeforeReplace: false,
      // In place a size changes while the machine is off, for all machines at the same time: the quorum would be lost.
      ...(isNode && { replaceOnChanges: ["size"] }),
      ...(protect && { protect }),
    }),
  );
  return { droplet, boot };
}
