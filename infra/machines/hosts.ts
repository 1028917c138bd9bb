import * as pulumi from "@pulumi/pulumi";
import type { HostConfig } from "../config/hosts";
import type { ClusterMachine } from "./machine";

/** Machines that exist. Nothing is made here; what we put on them is taken away again on destroy. */
export function hostMachines(hosts: readonly HostConfig[]): ClusterMachine[] {
  return hosts.map(({ connection, ...host }) => ({
    ...host,
    pool: host.role,
    connection: {
      ...connection,
      privateKey: pulumi.secret(connection.privateKey),
      jump: connection.jump && { ...connection.jump, privateKey: pulumi.secret(connection.jump.privateKey) },
    },
    // Behind a jump host only the shared network's address can be right.
    endpoint: (port) => pulumi.output(`${bracketed(connection.jump ? host.address : connection.host)}:${port}`),
  }));
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
