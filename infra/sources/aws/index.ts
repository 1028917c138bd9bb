import type { CustomResourceOptions } from "@pulumi/pulumi";
import { withPackage } from "../cloud/package";
import type { CloudArgs, CloudProvider } from "../cloud/provider";
import { cloudSource } from "../cloud/source";
import type { MachineSet } from "../machine";
import { checkAws, checkTraffic } from "./checks";
import type { AwsPlace, AwsPool } from "./place";
import { awsCosts } from "./prices";
import { awsDefaults, awsKeys, awsPlace, awsPool, zonesOf } from "./schema";

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
  component: { name: "AwsCluster", description: "A Docker Swarm on EC2 instances, with all that runs in it." },
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
  offers: async (sizes, region, options) => {
    const { offers } = withPackage(npmPackage, () => require("./offers") as typeof import("./offers"));
    return offers(sizes, region, options);
  },
  keptVolumes: async (place, options) => {
    const { keptVolumes } = withPackage(npmPackage, () => require("./kept-volumes") as typeof import("./kept-volumes"));
    return keptVolumes(place, options);
  },
  credentials: {
    refused:
      /No valid credential|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|AuthFailure|ExpiredToken|SignatureDoesNotMatch|\bcredentials?\b/i,
    variables: ["AWS_ACCESS_KEY_ID", "AWS_PROFILE"],
    keys: ["aws:accessKey", "aws:profile"],
    elsewhere: "the files of the AWS command line (~/.aws) and the role of this computer",
    fix: "`aws configure` or `aws sso login`, then `export AWS_PROFILE=<profile>`; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  },
  provider: (place, options) =>
    withPackage(npmPackage, () => require("./provider") as typeof import("./provider")).makeProvider(place, options),
  machines: awsMachines,
};

export const aws = cloudSource(awsProvider);
