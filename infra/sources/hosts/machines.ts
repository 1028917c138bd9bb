import * as pulumi from "@pulumi/pulumi";
import { jumpsOf } from "../../../provisioners/ssh/schema";
import type { Connection, JumpHost } from "../../resources/types";
import type { Availability, Role } from "../../topology";
import type { ClusterMachine, ConnectionArgs } from "../machine";

/** A machine that exists, with its keys read. */
export interface HostConfig {
  name: string;
  role: Role;
  /** IPv4 address on the network the machines share. */
  address: string;
  listenAddress?: string;
  dataPathAddress?: string;
  labels: Record<string, string>;
  availability: Availability;
  connection: Connection;
}

/**
 * Machines that exist. Nothing is made here; what we put on them is taken away again on destroy.
 * @example
 * ```ts
 * const machines = hostMachines([
 *   {
 *     name: "manager-1",
 *     role: "manager",
 *     address: "10.20.0.11",
 *     labels: {},
 *     availability: "active",
 *     connection: {
 *       host: "203.0.113.11",
 *       port: 22,
 *       user: "root",
 *       privateKey: config.require("privateKey"),
 *       hostKey: config.require("hostKey"),
 *     },
 *   },
 * ]);
 * ```
 */
export function hostMachines(hosts: readonly HostConfig[]): ClusterMachine[] {
  return hosts.map(({ connection, ...host }) => ({
    ...host,
    pool: host.role,
    connection: connectionArgs(connection),
    // Behind a jump host only the shared network's address can be right.
    endpoint: (port) =>
      pulumi.output(`${bracketed(jumpsOf(connection).length > 0 ? host.address : connection.host)}:${port}`),
  }));
}

/** A connection whose keys and passwords are secrets. */
export function connectionArgs({ jump, jumps, ...end }: Connection): ConnectionArgs {
  return {
    ...withSecrets(end),
    ...(jump && { jump: withSecrets(jump) }),
    ...(jumps && { jumps: jumps.map(withSecrets) }),
  };
}

function withSecrets({ privateKey, passphrase, sudoPassword, ...end }: JumpHost) {
  return {
    ...end,
    ...(privateKey !== undefined && { privateKey: pulumi.secret(privateKey) }),
    ...(passphrase !== undefined && { passphrase: pulumi.secret(passphrase) }),
    ...(sudoPassword !== undefined && { sudoPassword: pulumi.secret(sudoPassword) }),
  };
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
