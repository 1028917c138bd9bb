import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { connectionTo } from "../cloud/access";
import type { CloudNfs } from "../cloud/place";
import type { Storage } from "../machine";
import { makeDroplet } from "./droplet";
import { guardDroplets } from "./firewall";
import type { Site } from "./site";

/** A droplet outside the swarm with a volume, and what else belongs into a project. */
export function makeNfs(
  site: Site,
  nfs: CloudNfs,
  after: pulumi.Resource[],
): { host: Storage; urns: pulumi.Output<string>[] } {
  const name = "nfs";
  const volume = makeVolume(site, nfs);
  const { droplet, boot } = makeDroplet(name, site, {
    size: nfs.size,
    tags: site.tags.nfs ? [site.tags.nfs] : [],
    // A volume can only go once the droplet is gone that has it.
    after: volume.resource ? [...after, volume.resource] : after,
    isNode: false,
  });
  guardDroplets(site, `host-${name}`, [droplet]);
  const attachment = new digitalocean.VolumeAttachment(
    name,
    { dropletId: droplet.id.apply(Number), volumeId: volume.id },
    // A volume is attached to one droplet at a time: to the new one only once it is off the old one.
    // With its droplet it goes at once: a mounted one cannot be taken off in peace.
    site.options({ deleteBeforeReplace: true, deletedWith: droplet }),
  );
  return {
    host: {
      kind: "host",
      name,
      address: droplet.ipv4AddressPrivate,
      connection: connectionTo({ boot, resource: droplet, host: droplet.ipv4Address }, site.access, site.options()),
      device: pulumi.interpolate`/dev/disk/by-id/scsi-0DO_Volume_${volume.name}`,
      clients: [site.place.network],
      attachment,
      resource: droplet,
      ...(volume.resource && { size: nfs.volume, volumes: [volume.id], retained: nfs.retain }),
    },
    urns: [droplet.dropletUrn, ...(volume.resource ? [volume.resource.volumeUrn] : [])],
  };
}

interface Volume {
  id: pulumi.Input<string>;
  name: pulumi.Input<string>;
  /** Of a volume that we made. */
  resource?: digitalocean.Volume;
}

function makeVolume({ place, options, named }: Site, nfs: CloudNfs): Volume {
  if (nfs.volumeId) {
    return { id: nfs.volumeId, name: digitalocean.Volume.get("nfs", nfs.volumeId, undefined, options()).name };
  }
  const volume = new digitalocean.Volume(
    "nfs",
    { name: named("volume", "nfs"), region: place.region, size: nfs.volume },
    options({ ...(nfs.retain && { retainOnDelete: true }), ...(place.protect && { protect: true }) }),
  );
  return { id: volume.id, name: volume.name, resource: volume };
}
