import * as pulumi from "@pulumi/pulumi";
import type { LabPool } from "../config/labs";
import { KeyPair, Machine } from "../resources";
import { planMachines } from "../topology";
import type { ClusterMachine } from "./machine";

/** What a lab is made of. */
export interface LabArgs {
  /** Name of the lab: machines of one lab share a private network. */
  name: string;
  /** That network, a /24 in CIDR form. */
  network: string;
  image: "docker" | "bare";
  pools: readonly LabPool[];
  /** Ports published by stacks, to be reachable on 127.0.0.1. */
  ports: readonly number[];
}

/** Local virtual machines, with one SSH key for all of them. */
export function labMachines(args: LabArgs, options: pulumi.ResourceOptions = {}): ClusterMachine[] {
  const key = new KeyPair(args.name, {}, options);
  const pools = new Map(args.pools.map((pool) => [pool.name, pool]));
  return planMachines(args.pools, args.network).map((planned) => {
    const machine = new Machine(
      planned.name,
      {
        lab: args.name,
        name: planned.name,
        address: planned.address,
        image: args.image,
        cpus: pools.get(planned.pool)?.cpus,
        memory: pools.get(planned.pool)?.memory,
        authorizedKey: key.publicKey,
        ports: [...args.ports],
      },
      options,
    );
    const { host, port, user, hostKey } = machine;
    return {
      ...planned,
      connection: { host, port, user, hostKey, privateKey: pulumi.secret(key.privateKey) },
      endpoint: (wanted) =>
        pulumi.all([host, machine.forwards]).apply(([at, forwards]) => {
          const forward = forwards[String(wanted)];
          return forward === undefined ? undefined : `${at}:${forward}`;
        }),
      resource: machine,
    };
  });
}
