import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Access, type Boot, bootOf } from "../cloud/access";
import type { Image } from "./image";
import type { Site } from "./site";

/** What machines share, beside the site. */
export interface Common {
  access: Access;
  keyPair: aws.ec2.KeyPair;
  image(size: string): Image;
  /** What has to be there before a machine. */
  after: pulumi.Resource[];
}

/** Marks an instance whose public address is an elastic one. */
const elasticTag = "elastic-address";

/** One instance. */
export interface InstanceArgs {
  size: string;
  disk: number;
  subnetId: pulumi.Input<string>;
  groups: pulumi.Input<string>[];
  spot?: boolean;
  /** Whether the public address is an elastic one. Without one afterwards an instance has none that the state knows. */
  elastic?: boolean;
  /** True for a node: another size is another instance. False keeps the instance, which stops while it changes. */
  isNode: boolean;
  protect?: boolean;
}

/** An instance with a host key that is known before it exists. */
export function makeInstance(
  name: string,
  { options, common }: Site,
  { access, keyPair, image, after }: Common,
  { size, disk, subnetId, groups, spot, elastic, isNode, protect }: InstanceArgs,
): { instance: aws.ec2.Instance; boot: Boot } {
  const boot = bootOf(name, access, options());
  const { id: ami, pinned } = image(size);
  const { region, tags } = common(name);
  const instance = new aws.ec2.Instance(
    name,
    {
      region,
      tags: elastic ? tags.apply((all) => ({ ...all, [elasticTag]: "yes" })) : tags,
      ami,
      instanceType: size,
      subnetId,
      vpcSecurityGroupIds: groups,
      keyName: keyPair.keyName,
      userData: boot.userData,
      // One hop: containers, a hop further, cannot read the user data or act as the machine.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { volumeType: "gp3", volumeSize: disk, encrypted: true, tags },
      ...(spot && { instanceMarketOptions: { marketType: "spot" } }),
    },
    options({
      dependsOn: after,
      // User data and key only count at the first boot; a newer image must not replace a machine by surprise.
      ignoreChanges: ["userData", "keyName", ...(pinned ? [] : ["ami"])],
      // The new one has joined before the old one goes.
      deleteBeforeReplace: false,
      // In place a size changes while the machine is off, for all machines at the same time: the quorum would be lost.
      // Nor has it an address of its own any more once its elastic one goes: the tag goes with that.
      ...(isNode && { replaceOnChanges: ["instanceType", ...(elastic ? [] : [`tags.${elasticTag}`])] }),
      ...(protect && { protect }),
    }),
  );
  return { instance, boot };
}
