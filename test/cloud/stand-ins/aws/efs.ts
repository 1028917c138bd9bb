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

/** A file system that outlives none of its targets. */
export const fileSystem = kept({
  token: "efs/fileSystem:FileSystem",
  prefix: "fs",
  inputs: z.object({
    region: replaces(region),
    tags,
    encrypted: replaces(z.boolean()),
  } satisfies Fields<aws.efs.FileSystemArgs>),
  facts: (id, { region }) => ({ dnsName: `${id}.efs.${region}.amazonaws.com` }),
  usedBy: (id, { account }) => {
    const targets = account.all<z.output<typeof targetInputs>>("MountTarget");
    return targets.some(({ fileSystemId }) => fileSystemId === id)
      ? `FileSystemInUse: ${id} has mount targets`
      : undefined;
  },
});

/** One in each zone: a second in the same is refused. */
export const mountTarget = kept({
  token: "efs/mountTarget:MountTarget",
  prefix: "fsmt",
  inputs: targetInputs,
  needs: ({ fileSystemId, subnetId, securityGroups }) => [
    ["FileSystem", fileSystemId],
    ["Subnet", subnetId],
    ...securityGroups.map((group): [string, string] => ["SecurityGroup", group]),
  ],
  refuses: ({ fileSystemId, subnetId }, others, { account }) => {
    const zoneOf = (id: string) => account.must<{ availabilityZone: string }>("Subnet", id).availabilityZone;
    const same = others.filter((other) => other.fileSystemId === fileSystemId);
    return same.some((other) => zoneOf(other.subnetId) === zoneOf(subnetId))
      ? `MountTargetConflict: mount target already exists in this AZ`
      : undefined;
  },
});
