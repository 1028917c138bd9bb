import * as pulumi from "@pulumi/pulumi";
import { KeyPair, Machine, type MachineImage } from "../../resources";
import { type Scope, stackScope } from "../../scope";
import { type Pool, planMachines } from "../../topology";
import type { ConnectionArgs } from "../connection";
import type { ClusterMachine, MachineSet, NfsMachine } from "../machine";

/** A pool of lab machines. */
export interface LabPool extends Pool {
  cpus: number;
  /** MiB of each machine. */
  memory: number;
}

/** What a lab is made of. */
export interface LabArgs {
  /** Name of the lab: machines of one lab share a private network. */
  name: string;
  /** That network, a /24 in CIDR form. */
  network: string;
  image: MachineImage;
  pools: readonly LabPool[];
  /** Ports published by stacks, to be reachable on 127.0.0.1. */
  ports: readonly number[];
  /** A machine beside the swarm that serves NFS. */
  nfs?: LabMachine;
}

/** One machine of a lab, as planned. */
export interface LabMachine {
  name: string;
  address: string;
  cpus?: number;
  memory?: number;
}

/**
 * Local virtual machines, with one SSH key for all of them.
 * @example
 * ```ts
 * const { machines } = labMachines({
 *   name: "dev",
 *   network: "10.77.0.0/24",
 *   image: "docker",
 *   pools: [
 *     {
 *       name: "manager",
 *       role: "manager",
 *       count: 3,
 *       block: 0,
 *       cpus: 1,
 *       memory: 768,
 *       labels: {},
 *       availability: "active",
 *     },
 *   ],
 *   ports: [8080],
 * });
 * ```
 */
export function labMachines(args: LabArgs, given: pulumi.ResourceOptions = {}, scope = stackScope): MachineSet {
  const place = { named: scope.named, options: pulumi.mergeOptions(given, scope.options) };
  const key = new KeyPair(place.named(args.name), {}, place.options);
  const pools = new Map(args.pools.map((pool) => [pool.name, pool]));
  const machines = planMachines(args.pools, args.network).map((planned): ClusterMachine => {
    const { cpus, memory } = pools.get(planned.pool) ?? {};
    const machine = labMachine({ ...planned, cpus, memory }, args, args.ports, key, place);
    return {
      ...planned,
      connection: connectionOf(machine, key),
      endpoint: (wanted) =>
        pulumi.all([machine.host, machine.forwards]).apply(([at, forwards]) => {
          const forward = forwards[String(wanted)];
          return forward === undefined ? undefined : `${at}:${forward}`;
        }),
      resource: machine,
    };
  });
  return { machines, storage: args.nfs && labNfs(args.nfs, args, key, place) };
}

function labNfs(planned: LabMachine, args: LabArgs, key: KeyPair, place: Scope): NfsMachine {
  const machine = labMachine(planned, args, [], key, place);
  const { name, address } = planned;
  return { kind: "machine", name, address, connection: connectionOf(machine, key), resource: machine };
}

function labMachine(
  { name, address, cpus, memory }: LabMachine,
  { name: lab, image }: LabArgs,
  ports: readonly number[],
  key: KeyPair,
  { named, options }: Scope,
): Machine {
  const authorizedKey = key.publicKey;
  return new Machine(
    named(name),
    { lab, name, address, image, cpus, memory, authorizedKey, ports: [...ports] },
    options,
  );
}

function connectionOf({ host, port, user, hostKey }: Machine, key: KeyPair): ConnectionArgs {
  return { host, port, user, hostKey, privateKey: pulumi.secret(key.privateKey) };
}
