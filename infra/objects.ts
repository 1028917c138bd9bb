import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import { type ObjectsConfig, objectVariable } from "./config/resolve/objects";
import { Config, Network, Secret } from "./resources";
import { inCluster, type Scope, stackScope } from "./scope";

/** What stands in the swarm beside the stacks. */
export interface SharedObjects {
  resources: pulumi.Resource[];
  /** Variables for the stacks: the names that secrets and configs have in the swarm. */
  variables: Record<string, pulumi.Output<string>>;
}

/** Makes the networks, secrets and configs that several stacks use. */
export function shareObjects(
  { networks, secrets, configs }: ObjectsConfig,
  cluster: Cluster,
  scope: Scope = stackScope,
): SharedObjects {
  const { swarmId, managers } = cluster;
  const options = inCluster(cluster, scope);
  const inSwarm = { swarmId, managers };
  const overlays = networks.map(
    (network) => new Network(scope.named(network.name), { ...network, ...inSwarm }, options),
  );
  const named = [
    ...secrets.map(({ name, content, templateDriver }) => {
      const args = { name, content: pulumi.secret(content), templateDriver, ...inSwarm };
      return [objectVariable("secret", name), new Secret(scope.named(name), args, options)] as const;
    }),
    ...configs.map(({ name, content, templateDriver }) => {
      return [
        objectVariable("config", name),
        new Config(scope.named(name), { name, content, templateDriver, ...inSwarm }, options),
      ] as const;
    }),
  ];
  return {
    resources: [...overlays, ...named.map(([, resource]) => resource)],
    variables: Object.fromEntries(named.map(([variable, { uniqueName }]) => [variable, uniqueName])),
  };
}
