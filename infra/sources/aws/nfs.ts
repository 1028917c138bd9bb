import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { connectionTo, type EndpointArgs } from "../cloud/access";
import type { CloudNfs } from "../cloud/place";
import type { Storage } from "../machine";
import { type Common, makeInstance } from "./instance";
import { type Groups, groupId } from "./network/groups";
import type { Network } from "./network/network";
import type { Site } from "./site";

const name = "nfs";
/** Root disk of the NFS host in GiB: what is shared lies on the volume. */
const rootDisk = 20;

/** An instance outside the swarm with a volume, or a file system as a service. */
export function makeStorage(
  site: Site,
  nfs: CloudNfs,
  network: Network,
  groups: Groups,
  common: Common,
  jump: EndpointArgs | undefined,
): Storage {
  if (nfs.kind === "efs") return makeFileSystem(site, nfs, network, groups);
  const zone = nfs.zone ?? "";
  const volume = nfs.volumeId === undefined ? makeVolume(site, nfs, zone) : undefined;
  // A volume can only go once the instance is gone that has it.
  const after = volume ? [...common.after, volume] : common.after;
  const { instance, boot } = makeInstance(
    name,
    site,
    { ...common, after },
    {
      size: nfs.size,
      disk: rootDisk,
      subnetId: network.machines.get(zone) ?? "",
      groups: [groupId(groups, "nfs")],
      isNode: false,
    },
  );
  const volumeId = volume?.id ?? nfs.volumeId ?? "";
  const attachment = new aws.ec2.VolumeAttachment(
    name,
    {
      region: site.place.region,
      deviceName: "/dev/sdf",
      instanceId: instance.id,
      volumeId,
      // A mounted volume is not let go: the instance unmounts it while it stops.
      stopInstanceBeforeDetaching: true,
    },
    // A volume is attached to one instance at a time: to the new one only once it is off the old one. With its instance
    // it goes at once.
    site.options({ deleteBeforeReplace: true, deletedWith: instance }),
  );
  return {
    kind: "host",
    name,
    address: instance.privateIp,
    connection: connectionTo(
      { boot, resource: instance, host: jump ? instance.privateIp : instance.publicIp, jump },
      common.access,
      site.options(),
    ),
    // By serial number: names such as nvme1n1 go by the order in which disks are found.
    device: pulumi
      .output(volumeId)
      .apply((id) => `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${id.replace("-", "")}`),
    clients: [site.place.network],
    attachment,
    resource: instance,
    ...(volume && { size: nfs.volume, volumes: [volume.id], retained: nfs.retain }),
  };
}

function makeVolume({ place, options, common }: Site, nfs: CloudNfs, zone: string): aws.ebs.Volume {
  return new aws.ebs.Volume(
    name,
    { ...common(name), availabilityZone: zone, size: nfs.volume, type: "gp3", encrypted: true },
    options({ ...(nfs.retain && { retainOnDelete: true }), ...(place.protect && { protect: true }) }),
  );
}

function makeFileSystem({ place, options, common }: Site, nfs: CloudNfs, network: Network, groups: Groups): Storage {
  const system = new aws.efs.FileSystem(
    name,
    { ...common(name), encrypted: true },
    options({ ...(nfs.retain && { retainOnDelete: true }), ...(place.protect && { protect: true }) }),
  );
  const targets = [...network.machines].map(
    ([zone, subnetId]) =>
      new aws.efs.MountTarget(
        `${name}-${zone}`,
        { region: place.region, fileSystemId: system.id, subnetId, securityGroups: [groupId(groups, "nfs")] },
        options(),
      ),
  );
  // Its name leads to the target in the asker's own zone, once there is one in each.
  const address = pulumi
    .all([system.dnsName, pulumi.all(targets.map((target) => target.id))])
    .apply(([dnsName]) => dnsName);
  return { kind: "service", name, address, volumes: [system.id], retained: nfs.retain };
}
