import * as pulumi from "@pulumi/pulumi";
import { KeyPair } from "../resources";
import { userData } from "./user-data";

/** How the machines of one cluster are logged in to. */
export interface Access {
  /** The key pair whose private half is nowhere but in the state, as a secret. */
  key: KeyPair;
  /** Login user. */
  user: string;
  /** Makes the user at the first boot; `false` where the image has it. */
  makeUser: boolean;
  guardMetadata: boolean;
}

/** What a machine boots with, and what is known of it because of that. */
export interface Boot {
  /** Secret: it holds the host's key. */
  userData: pulumi.Output<string>;
  hostKey: pulumi.Output<string>;
}

/** One end of a connection, as {@link connectionTo} makes it. */
export interface EndpointArgs {
  host: pulumi.Input<string>;
  port: number;
  user: string;
  hostKey: pulumi.Input<string>;
  privateKey: pulumi.Input<string>;
}

/**
 * User data with a host key of its own for one machine. The user data stays readable on the machine, so this key is
 * good for the first contact and no more: a resource that makes a new one on the host and hands on its public half
 * belongs between this and {@link connectionTo}, the only two places that know where a host key comes from.
 */
export function bootOf(machine: string, access: Access, options: pulumi.CustomResourceOptions): Boot {
  const hostKey = new KeyPair(`${machine}-host`, { comment: machine }, options);
  const text = pulumi
    .all([access.key.publicKey, hostKey.publicKey, hostKey.privateKey])
    .apply(([authorizedKey, publicKey, privateKey]) =>
      userData({
        hostname: machine,
        user: access.makeUser ? access.user : undefined,
        authorizedKey,
        hostKey: { publicKey, privateKey },
        guardMetadata: access.guardMetadata,
      }),
    );
  return { userData: pulumi.secret(text), hostKey: hostKey.publicKey };
}

/** The connection to a machine that booted with `boot`, through `jump` where it has no public address. */
export function connectionTo(
  host: pulumi.Input<string>,
  boot: Boot,
  access: Access,
  jump?: EndpointArgs,
): EndpointArgs & { jump?: EndpointArgs } {
  const end = {
    host,
    port: 22,
    user: access.user,
    hostKey: boot.hostKey,
    privateKey: pulumi.secret(access.key.privateKey),
  };
  return jump ? { ...end, jump } : end;
}
