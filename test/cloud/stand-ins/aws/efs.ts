import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { replaces } from "../../../../provisioners/schema/marks";
import type { Fields } from "../shape";
import { kept, region, tags } from "./kept";

const targetInputs = z.object({
  region: replaces(region),
  fileSystemId: replaces(z.string()),
  subnetId: replaces(z.string()),
  securityGroups: z.array(z.string()).min(1),
} satisfies Fields<aws.efs.MountTargetArgs>);

/** Of the file system in a lab, where no name leads to one: far from those that instances get first. */
const ADDRESS = "10.77.0.250";

/** What the service speaks: NFS 4.0 and 4.1, with one file system at the root, which clients' root may write. */
const server = `#cloud-config
${JSON.stringify({
  write_files: [
    { path: "/etc/nfs.conf.d/service.conf", content: "[nfsd]\nvers3=n\nvers4.2=n\n" },
    {
      path: "/etc/exports.d/service.exports",
      content: "/srv/file-system *(rw,sync,fsid=0,no_subtree_check,no_root_squash)\n",
    },
  ],
  runcmd: [
    "mkdir -p /srv/file-system",
    "apt-get update",
    "DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends nfs-kernel-server",
  ],
})}
`;

/** A file system that outlives none of its targets; in a lab a machine that serves it. */
export const fileSystem = kept({
  token: "efs/fileSystem:FileSystem",
  prefix: "fs",
  inputs: z.object({
    region: replaces(region),
    tags,
    encrypted: replaces(z.boolean()),
  } satisfies Fields<aws.efs.FileSystemArgs>),
  facts: (id, { region }, { settings }) => ({
    dnsName: settings.lab ? ADDRESS : `${id}.efs.${region}.amazonaws.com`,
  }),
  begins: (id, { centre }, { status, signal }) =>
    centre.make(
      { name: id, address: ADDRESS, userData: server, metaData: { "instance-id": id, "local-hostname": id } },
      status,
      signal,
    ),
  ends: (id, { centre }) => centre.remove(id),
  usedBy: (id, { account }) => {
    const targets = account.all<z.output<typeof targetInputs>>("MountTarget");
    return targets.some(({ fileSystemId }) => fileSystemId === id)
      ? `FileSystemInUse: ${id} has mount targets`
      : undefined;
  },
});

/** One in each zone: a second in the same is refused. It is there once the file system answers. */
export const mountTarget = kept({
  token: "efs/mountTarget:MountTarget",
  prefix: "fsmt",
  inputs: targetInputs,
  needs: ({ fileSystemId, subnetId, securityGroups }) => [
    ["FileSystem", fileSystemId],
    ["Subnet", subnetId],
    ...securityGroups.map((group): [string, string] => ["SecurityGroup", group]),
  ],
  begins: (id, { account, centre }, { signal }) =>
    centre.answers(account.must<z.output<typeof targetInputs>>("MountTarget", id).fileSystemId, 2049, signal),
  changed: ({ centre }) => centre.applyRules(),
  refuses: ({ fileSystemId, subnetId }, others, { account }) => {
    const zoneOf = (id: string) => account.must<{ availabilityZone: string }>("Subnet", id).availabilityZone;
    const same = others.filter((other) => other.fileSystemId === fileSystemId);
    return same.some((other) => zoneOf(other.subnetId) === zoneOf(subnetId))
      ? `MountTargetConflict: mount target already exists in this AZ`
      : undefined;
  },
});
