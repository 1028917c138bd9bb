import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import type { ClusterEndpoint } from "./cluster/types";
import type { Config } from "./config/config";
import type { Stack } from "./resources";
import type { ClusterMachine, MachineSet, Storage } from "./sources/machine";
import { urlOf } from "./urls";

/** Where each published port answers: on the first machine, and on every one. */
export interface Endpoints {
  first: pulumi.Output<ClusterEndpoint[]>;
  all: pulumi.Output<ClusterEndpoint[]>;
}

/** What a run has made. */
export interface Made {
  config: Config;
  cluster: Cluster;
  stacks: ReadonlyMap<string, Stack>;
  storage?: Storage;
  endpoints: Endpoints;
}

/** What a program with one cluster gives. */
export function outputsOf({ config, cluster, stacks, storage, endpoints }: Made) {
  const services = [...stacks].map(([stack, { services }]) =>
    services.apply((list) => list.map((service) => ({ stack, ...service }))),
  );
  return {
    nodes: cluster.nodes,
    managers: cluster.managers.map(({ name }) => name),
    docker: cluster.docker,
    joinTokens: cluster.joinTokens,
    // An output only where there is something to show.
    ...(config.swarm.autolock && { unlockKey: cluster.unlockKey }),
    services: pulumi.all(services).apply((lists) => lists.flat()),
    urls: endpoints.first.apply((list) => Object.fromEntries(list.map(({ name, url }) => [name, url]))),
    endpoints: endpoints.all,
    ...(storage && {
      storage: pulumi.output(storage.address).apply((address) => ({ name: storage.name, address })),
    }),
  };
}

/** What `pulumi stack output` shows of it: nodes without what is made of their names and addresses. */
export function shown({ nodes, ...outputs }: ReturnType<typeof outputsOf>) {
  return { nodes: pulumi.all(nodes.map(({ docker: _, ...node }) => node)), ...outputs };
}

export function endpointsOf(config: Config, { machines }: MachineSet): Endpoints {
  return { first: answersOf(config, machines.slice(0, 1)), all: answersOf(config, machines) };
}

function answersOf({ stacks }: Config, machines: readonly ClusterMachine[]): pulumi.Output<ClusterEndpoint[]> {
  const all = stacks.flatMap(({ name, ports }) =>
    ports.flatMap((port) =>
      machines.map((machine) =>
        machine.endpoint(port.port).apply((endpoint) => {
          if (endpoint === undefined) return [];
          return [{ name: `${name}:${port.port}`, machine: machine.name, url: urlOf(port, endpoint) }];
        }),
      ),
    ),
  );
  return pulumi.all(all).apply((lists) => lists.flat());
}
