import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../../provisioners/ssh/schema";
import type { ClusterMachine, ConnectionArgs } from "../machine";
import type { HostConfig } from "./checks";

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
    endpoint: (port) => pulumi.output(`${bracketed(connection.jump ? host.address : connection.host)}:${port}`),
  }));
}

/** A connection whose private keys are secrets. */
export function connectionArgs({ jump, ...end }: Connection): ConnectionArgs {
  return {
    ...end,
    privateKey: pulumi.secret(end.privateKey),
    jump: jump && { ...jump, privateKey: pulumi.secret(jump.privateKey) },
  };
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
