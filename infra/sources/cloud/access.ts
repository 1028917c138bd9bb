import * as pulumi from "@pulumi/pulumi";
import { HostKey, KeyPair } from "../../resources";
import { withoutProvider } from "./own-settings";
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
  /** Name of the machine, and of its resources. */
  machine: string;
  /** Secret: it holds the host's first key. */
  userData: pulumi.Output<string>;
  /** Public half of that key. */
  hostKey: pulumi.Output<string>;
}

/** A machine that booted, at the end of a way to it. */
export interface Booted {
  boot: Boot;
  /** The cloud's resource: a new one has a new host key. */
  resource: pulumi.CustomResource;
  host: pulumi.Input<string>;
  /** Where it has no public address. */
  jump?: EndpointArgs;
}

/** One end of a connection, as {@link connectionTo} makes it. */
export interface EndpointArgs {
  host: pulumi.Input<string>;
  port: number;
  user: pulumi.Input<string>;
  hostKey: pulumi.Input<string>;
  privateKey: pulumi.Input<string>;
}

/**
 * User data with a host key of its own for one machine. The user data stays readable on the machine, so this key is
 * good for the first contact and no more. It is of another type than the one that takes its place, so that a host can
 * show both until the new one is known.
 */
export function bootOf(machine: string, access: Access, options: pulumi.CustomResourceOptions): Boot {
  const hostKey = new KeyPair(`${machine}-host`, { type: "ecdsa", comment: machine }, withoutProvider(options));
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
  return { machine, userData: pulumi.secret(text), hostKey: hostKey.publicKey };
}

/** The connection to a machine, verified by a host key that was made on it. */
export function connectionTo(
  { boot, resource, host, jump }: Booted,
  access: Access,
  options: pulumi.CustomResourceOptions,
): EndpointArgs & { jump?: EndpointArgs } {
  const end = { host, port: 22, user: access.user, privateKey: pulumi.secret(access.key.privateKey) };
  const first = { ...end, hostKey: boot.hostKey, ...(jump && { jump }) };
  const known = new HostKey(
    boot.machine,
    { name: boot.machine, machine: resource.id, connection: first },
    // The login user came with the machine's image: another image or setting is for machines to come.
    pulumi.mergeOptions(withoutProvider(options), { ignoreChanges: ["connection.user"] }),
  );
  // The private key in it makes all of the connection a secret.
  const user = pulumi.unsecret(pulumi.output(known.connection).apply((made) => made.user));
  return { ...first, user, hostKey: known.hostKey };
}
