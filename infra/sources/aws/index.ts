import type { CustomResourceOptions } from "@pulumi/pulumi";
import { withPackage } from "../cloud/package";
import type { CloudArgs, CloudProvider } from "../cloud/provider";
import { cloudSource } from "../cloud/source";
import type { MachineSet } from "../machine";
import { checkAws, checkTraffic } from "./checks";
import { awsCosts } from "./prices";
import { type AwsPlace, type AwsPool, awsDefaults, awsKeys, awsPlace, awsPool, zonesOf } from "./schema";

const npmPackage = "@pulumi/aws";

/** EC2 instances in a VPC behind security groups, with whatever else the place asks for. */
export function awsMachines(args: CloudArgs<AwsPlace, AwsPool>, options?: CustomResourceOptions): MachineSet {
  const { machines } = withPackage(npmPackage, () => require("./machines") as typeof import("./machines"));
  return machines(args, options);
}

/** Amazon Web Services. */
export const awsProvider: CloudProvider<AwsPlace, AwsPool> = {
  name: "aws",
  title: "AWS",
  keys: awsKeys,
  texts: {
    region: "eu-central-1",
    size: awsDefaults.size,
    image:
      "ubuntu-24.04 (the default), ubuntu-22.04, debian-12, debian-13, whose newest image is looked up once for each " +
      "machine, or ami-…, which replaces machines when it changes",
    user: "the image's own",
    storage: { efs: "the Elastic File System" },
  },
  defaults: awsDefaults,
  zones: zonesOf,
  place: awsPlace,
  pool: awsPool,
  // The network is cut into sixteen parts, one for each zone and kind of subnet.
  networkMasks: ({ vpc }) => (vpc ? [16, 28] : [16, 24]),
  check: checkAws,
  checkTraffic,
  ...awsCosts,
  sizes: ({ addresses, bastionSize, zones }) =>
    addresses === "private" ? [{ path: "cloud.bastion.size", size: bastionSize, places: zones.slice(0, 1) }] : [],
  refusesMissingSizes: true,
  offers: async (sizes, region) => {
    const { offers } = withPackage(npmPackage, () => require("./offers") as typeof import("./offers"));
    return offers(sizes, region);
  },
  keptVolumes: async (place) => {
    const { keptVolumes } = withPackage(npmPackage, () => require("./kept-volumes") as typeof import("./kept-volumes"));
    return keptVolumes(place);
  },
  machines: awsMachines,
};

export const aws = cloudSource(awsProvider);
