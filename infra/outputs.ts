import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import type { Config } from "./config/config";
import type { Stack } from "./resources";
import type { ClusterMachine, MachineSet, Storage } from "./sources/machine";
import { urlOf } from "./urls";

/** Where a published port answers. */
export interface Endpoint {
  /** Stack and port: `hello:8080`. */
  name: string;
  machine: string;
  url: string;
}

/** Where each published port answers: on the first machine, and on every one. */
export interface Endpoints {
  first: pulumi.Output<Endpoint[]>;
  all: pulumi.Output<Endpoint[]>;
}

/** What a run has made. */
export interface Made {
  config: Config;
  cluster: Cluster;
  stacks: ReadonlyMap<string, Stack>;
  storage?: Storage;
  endpoints: Endpoints;
}

/** What `pulumi stack output` shows. */
export function outputsOf({ config, cluster, stacks, storage, endpoints }: Made) {
  const services = [...stacks].map(([stack, { services }]) =>
    services.apply((list) => list.map((service) => ({ stack, ...service }))),
  );
  return {
    nodes: pulumi.all(cluster.nodes.map(({ docker: _, ...node }) => node)),
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

export function endpointsOf(config: Config, { machines }: MachineSet): Endpoints {
  return { first: answersOf(config, machines.slice(0, 1)), all: answersOf(config, machines) };
}

function answersOf({ stacks }: Config, machines: readonly ClusterMachine[]): pulumi.Output<Endpoint[]> {
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
