import { z } from "zod";
import { gibibytes, machineSize } from "../../settings/schema/cloud";
import type { SettingsWith } from "../../settings/schema/schema";
import type { CloudPlace, CloudPool } from "../cloud/place";
import type { AwsPlace, AwsPool } from "./place";

const text = z.string().min(1);

/** Keys of the configuration for AWS. */
export const awsKeys = {
  pool: {
    zones: z
      .array(text)
      .min(1)
      .optional()
      .describe("zones of the pool, in turn by number; by default `cloud.zones`. Changing the list moves machines"),
    spot: z.boolean().optional().describe("spare capacity, for workers only: cheaper, and taken away at short notice"),
    disk: gibibytes(8).optional().describe("root disk of each machine in GiB; by default 20"),
  },
  cloud: {
    subnets: z
      .record(z.string(), text)
      .optional()
      .describe("zone to subnet ID, with an existing `vpc`, such as {eu-central-1a: subnet-0abc}"),
    zones: z
      .array(text)
      .min(1)
      .max(3)
      .optional()
      .describe("1 to 3 availability zones; by default the region's a, b and c"),
    bastion: z
      .strictObject({ size: machineSize([]).optional().describe("size of the bastion; by default `cloud.size`") })
      .optional()
      .describe("the bastion, with `addresses: private`"),
  },
  cloudNfs: {
    zone: text.optional().describe("zone of the machine and its volume; by default the first"),
  },
};

export type AwsSettings = SettingsWith<typeof awsKeys>;
export type AwsCloudSettings = NonNullable<AwsSettings["cloud"]>;
export type AwsPoolSettings = NonNullable<AwsSettings["pools"]>[number];

export const awsDefaults = { size: "t3.small", image: "ubuntu-24.04" };
const defaultDisk = 20;

/** The region's zones that are used where the configuration names none. */
export function zonesOf({ zones, region }: AwsCloudSettings): string[] {
  return zones ?? ["a", "b", "c"].map((letter) => `${region}${letter}`);
}

export function awsPlace({ nfs, zones, ...place }: CloudPlace, cloud: AwsCloudSettings): AwsPlace {
  return {
    ...place,
    zones,
    subnets: cloud.subnets,
    bastionSize: cloud.bastion?.size ?? cloud.size ?? awsDefaults.size,
    nfs: nfs && { ...nfs, zone: nfs.zone ?? zones[0] },
  };
}

export function awsPool(pool: CloudPool, { zones, spot, disk }: Partial<AwsPoolSettings>): AwsPool {
  return { ...pool, zones: zones ?? pool.zones, spot: spot ?? false, disk: disk ?? defaultDisk };
}
