import * as pulumi from "@pulumi/pulumi";
import { KeyPair } from "../../resources";
import type { FixedSetting } from "../machine";
import { withoutProvider } from "./own-settings";
import type { CloudPlace } from "./place";

/** The key of the configuration that names a cluster. */
export const nameKey = "cloud.name";

/** What a cluster in a cloud is known by, from its first run on: nothing in the configuration changes it. */
export interface Identity {
  /** The key pair that all machines let in. Its private half is nowhere but in the state, as a secret. */
  key: KeyPair;
  /** What the cluster's things in the cloud are called. */
  name: pulumi.Output<string>;
}

/**
 * The identity of the cluster at a place. The key's comment keeps the name with which the cluster was made: a renamed
 * stack changes neither the key, which is the only one that the machines know, nor what tags, volumes and networks are
 * called, which a cloud would make anew for it.
 */
export function identityOf({ name }: CloudPlace, options: pulumi.CustomResourceOptions): Identity {
  const key = new KeyPair(
    "ssh",
    { comment: name },
    pulumi.mergeOptions(withoutProvider(options), { ignoreChanges: ["comment"] }),
  );
  return { key, name: key.comment.apply((kept = name) => kept) };
}

/** Settings that all of a cluster hangs on: the cloud would make its network anew for another value, or lose its tags. */
export function fixedSettings(
  { name: wanted, nameIsDefault, region, network, vpc }: CloudPlace,
  { name }: Identity,
): FixedSetting[] {
  return [
    { key: nameKey, value: nameIsDefault ? name : wanted, made: name },
    { key: "cloud.region", value: region },
    { key: "cloud.vpc", value: vpc ?? "" },
    // Of an existing VPC the network is what the configuration knows of it.
    ...(vpc ? [] : [{ key: "cloud.network", value: network }]),
  ];
}
