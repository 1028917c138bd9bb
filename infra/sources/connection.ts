import * as pulumi from "@pulumi/pulumi";
import { connectionSchema } from "../../provisioners/ssh/schema";
import type { ConnectionArgs, JumpHostArgs } from "../resources/types";

export type { ConnectionArgs, JumpHostArgs };

/** How a host is reached: defaults are filled in, keys and passwords are secrets. */
export interface ConnectionOutputs extends ConnectionArgs {
  host: pulumi.Output<string>;
  port: pulumi.Output<number>;
  user: pulumi.Output<string>;
  hostKey: pulumi.Output<string>;
  privateKey?: pulumi.Output<string>;
  passphrase?: pulumi.Output<string>;
  sudoPassword?: pulumi.Output<string>;
}

/** One host of a connection, without those on the way to it. */
export type EndpointOutputs = Omit<ConnectionOutputs, "jump" | "jumps">;

const { port: usualPort, user: usualUser } = connectionSchema.shape;

export function connectionOutputs({ jump, jumps, ...end }: ConnectionArgs): ConnectionOutputs {
  return { ...endpointOutputs(end), ...(jump && { jump }), ...(jumps && { jumps }) };
}

export function endpointOutputs({
  host,
  port = usualPort.parse(undefined),
  user = usualUser.parse(undefined),
  hostKey,
  ...secrets
}: JumpHostArgs): EndpointOutputs {
  return {
    host: pulumi.output(host),
    port: pulumi.output(port),
    user: pulumi.output(user),
    hostKey: pulumi.output(hostKey),
    ...secretOutputs(secrets),
  };
}

function secretOutputs({
  privateKey,
  passphrase,
  sudoPassword,
}: Pick<JumpHostArgs, "privateKey" | "passphrase" | "sudoPassword">) {
  return {
    ...(privateKey !== undefined && { privateKey: pulumi.secret(privateKey) }),
    ...(passphrase !== undefined && { passphrase: pulumi.secret(passphrase) }),
    ...(sudoPassword !== undefined && { sudoPassword: pulumi.secret(sudoPassword) }),
  };
}
