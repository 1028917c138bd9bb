import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../resources/types";
import type { Availability, Role } from "../../topology";
import { bracketed } from "../../urls";
import type { ClusterMachine } from "../machine";
import { checkedConnection, type HostConnectionArgs } from "./checked-connection";

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

/** A machine that exists, or that a resource of any provider makes. What only that resource knows may be an Output. */
export interface HostMachineArgs {
  /** DNS label, unique in the cluster: the identity of the machine's resources. */
  name: string;
  role: Role;
  /** IPv4 address on the network that the machines share: what the swarm advertises. */
  address: pulumi.Input<string>;
  /** IPv4 address on which Docker listens for the swarm. Default: all. */
  listenAddress?: pulumi.Input<string>;
  /** IPv4 address for the traffic of overlay networks. Default: `address`. */
  dataPathAddress?: pulumi.Input<string>;
  /** Node labels. Default: none. */
  labels?: Record<string, string>;
  /** Whether tasks may run there. Default: `active`. */
  availability?: Availability;
  /** How to reach it over SSH: port 22 and the user root, where nothing else is given. */
  connection: HostConnectionArgs;
  /**
   * The resource that makes the machine. What is on the machine goes with it, and the machine gets its name as host
   * name. Default: the machine stays, and what we put on it is taken away again on destroy.
   */
  resource?: pulumi.Resource;
}

/**
 * Machines that exist, or that resources of any provider make. Host keys and private keys are checked as soon as they
 * are known.
 * @example
 * ```ts
 * const machines = hostMachines([
 *   {
 *     name: "manager-1",
 *     role: "manager",
 *     address: "10.20.0.11",
 *     connection: {
 *       host: "203.0.113.11",
 *       privateKey: config.requireSecret("privateKey"),
 *       hostKey: config.require("hostKey"),
 *     },
 *   },
 * ]);
 * ```
 */
export function hostMachines(hosts: readonly HostMachineArgs[]): ClusterMachine[] {
  return givenMachines(hosts, "hosts", "the arguments of `hostMachines`");
}

/** Machines that exist, or that resources of any provider make; messages call the list `key`, a part of `what`. */
export function givenMachines(hosts: readonly HostMachineArgs[], key: string, what: string): ClusterMachine[] {
  return hosts.map(({ labels = {}, availability = "active", ...host }, index) => {
    const connection = checkedConnection(host.connection, `${key}[${index}].connection`, host.name, what);
    const isBehindAnother = (host.connection.jumps ?? [host.connection.jump]).some(Boolean);
    // Behind a jump host only the shared network's address can be right.
    const reached = pulumi.output(isBehindAnother ? host.address : connection.host);
    return {
      ...host,
      labels,
      availability,
      connection,
      pool: host.role,
      endpoint: (port) => reached.apply((at) => `${bracketed(at)}:${port}`),
    };
  });
}
