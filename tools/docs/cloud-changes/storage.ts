import { type Change, inBoth } from "./change";

/** The files that nodes share. */
export const storageChanges: readonly Change[] = [
  {
    key: "cloud.nfs",
    change: "added",
    ...inBoth(
      {
        outcome: "in place",
        text: "host and volume are added",
        after: { cloud: { nfs: {} } },
        before: { cloud: { nfs: undefined } },
      },
      {
        digitalocean: { makes: ["Droplet", "Firewall", "Tag", "Volume", "VolumeAttachment"] },
        aws: {
          makes: [
            "Instance",
            "SecurityGroup",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "Volume",
            "VolumeAttachment",
          ],
        },
      },
    ),
  },
  {
    key: "cloud.nfs",
    change: "removed",
    ...inBoth(
      {
        outcome: "asked for",
        text: "the volume is deleted with its data",
        after: { cloud: { nfs: undefined } },
        allow: "deleteVolumes",
      },
      {
        digitalocean: { deletes: ["Droplet", "Firewall", "Tag", "Volume", "VolumeAttachment"] },
        aws: {
          deletes: [
            "Instance",
            "SecurityGroup",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "Volume",
            "VolumeAttachment",
          ],
        },
      },
    ),
  },
  {
    key: "cloud.nfs",
    change: "removed, with `retain`",
    ...inBoth(
      {
        outcome: "in place",
        text: "the host is deleted, the volume stays",
        after: { cloud: { nfs: undefined } },
        before: { cloud: { nfs: { retain: true } } },
      },
      {
        digitalocean: { deletes: ["Droplet", "Firewall", "Tag", "Volume", "VolumeAttachment"] },
        aws: {
          deletes: [
            "Instance",
            "SecurityGroup",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "Volume",
            "VolumeAttachment",
          ],
        },
      },
    ),
  },
  {
    key: "cloud.nfs.kind",
    digitalocean: {
      outcome: "refused",
      text: "it has no file system as a service",
      after: { cloud: { nfs: { kind: "efs" } } },
      refusal: "cloud.nfs.kind must be host",
    },
    aws: {
      outcome: "asked for",
      text: "the volume is deleted with its data",
      after: { cloud: { nfs: { kind: "efs" } } },
      allow: "deleteVolumes",
      makes: ["FileSystem", "MountTarget"],
      deletes: ["Instance", "SecurityGroupIngressRule", "Volume", "VolumeAttachment"],
    },
  },
  {
    key: "cloud.nfs.size",
    digitalocean: {
      outcome: "in place",
      text: "the host is off for a minute or two",
      after: { cloud: { nfs: { size: "c-2" } } },
      feeds: ["Droplet.size"],
    },
    aws: {
      outcome: "in place",
      text: "the host is off for a minute or two",
      after: { cloud: { nfs: { size: "t3.medium" } } },
      feeds: ["Instance.instanceType"],
    },
  },
  {
    key: "cloud.nfs.size",
    change: "of another architecture",
    digitalocean: "has one architecture",
    aws: {
      outcome: "replaced",
      text: "the host; the volume moves to the new one",
      after: { cloud: { nfs: { size: "t4g.small" } } },
      feeds: ["Instance.instanceType", "VolumeAttachment.instanceId"],
      replaces: ["Instance nfs", "VolumeAttachment nfs"],
    },
  },
  {
    key: "cloud.nfs.volume",
    change: "larger",
    ...inBoth({
      outcome: "in place",
      text: "volume and file system grow while mounted",
      after: { cloud: { nfs: { volume: 100 } } },
      feeds: ["Volume.size"],
    }),
  },
  {
    key: "cloud.nfs.volume",
    change: "smaller",
    ...inBoth({
      outcome: "refused",
      text: "a volume never shrinks",
      after: { cloud: { nfs: { volume: 10 } } },
      refusal: "never shrinks",
    }),
  },
  {
    key: "cloud.nfs.volumeId",
    ...inBoth(
      {
        outcome: "asked for",
        text: "the volume that was made is deleted with its data",
        after: { cloud: { nfs: { volumeId: "vol-0abc" } } },
        allow: "deleteVolumes",
        deletes: ["Volume"],
      },
      { digitalocean: { feeds: ["VolumeAttachment.volumeId"], replaces: ["VolumeAttachment nfs"] } },
    ),
  },
  {
    key: "cloud.nfs.zone",
    digitalocean: "has no zones",
    aws: {
      outcome: "asked for",
      text: "another zone is another volume",
      after: { cloud: { nfs: { zone: "eu-central-1b" } } },
      allow: "deleteVolumes",
      feeds: [
        "Instance.subnetId",
        "Volume.availabilityZone",
        "VolumeAttachment.instanceId",
        "VolumeAttachment.volumeId",
      ],
      replaces: ["Instance nfs", "Volume nfs", "VolumeAttachment nfs"],
    },
  },
  {
    key: "cloud.nfs.retain",
    ...inBoth({
      outcome: "no change",
      text: "it is for a later removal of `nfs`, and for `pulumi destroy`",
      after: { cloud: { nfs: { retain: true } } },
    }),
  },
];
