import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import { type ObjectsConfig, objectVariable } from "./config/resolve/objects";
import { Config, Network, Secret } from "./resources";

/** What stands in the swarm beside the stacks. */
export interface SharedObjects {
  resources: pulumi.Resource[];
  /** Variables for the stacks: the names that secrets and configs have in the swarm. */
  variables: Record<string, pulumi.Output<string>>;
}

/** Makes the networks, secrets and configs that several stacks use. */
export function shareObjects({ networks, secrets, configs }: ObjectsConfig, cluster: Cluster): SharedObjects {
  const { swarmId, managers, objectOptions } = cluster;
  const inSwarm = { swarmId, managers };
  const overlays = networks.map((network) => new Network(network.name, { ...network, ...inSwarm }, objectOptions));
  const named = [
    ...secrets.map(({ name, content, templateDriver }) => {
      const args = { name, content: pulumi.secret(content), templateDriver, ...inSwarm };
      return [objectVariable("secret", name), new Secret(name, args, objectOptions)] as const;
    }),
    ...configs.map(({ name, content, templateDriver }) => {
      return [
        objectVariable("config", name),
        new Config(name, { name, content, templateDriver, ...inSwarm }, objectOptions),
      ] as const;
    }),
  ];
  return {
    resources: [...overlays, ...named.map(([, resource]) => resource)],
    variables: Object.fromEntries(named.map(([variable, { uniqueName }]) => [variable, uniqueName])),
  };
}
