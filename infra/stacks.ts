import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster/index";
import type { Config } from "./config/config";
import { nfsVariable } from "./config/resolve/nfs";
import { keepSecret } from "./config/stack-config";
import type { SharedNfs } from "./nfs";
import type { SharedObjects } from "./objects";
import { Stack } from "./resources";

/** What the stacks build upon. */
export interface StackGround {
  storage: SharedNfs | undefined;
  objects: SharedObjects;
  /** What else must be there before them. */
  before: pulumi.Resource[];
}

/** The stacks, by name, in the order of the configuration. */
export function deployStacks(
  { stacks, registries }: Config,
  cluster: Cluster,
  { storage, objects, before }: StackGround,
): Map<string, Stack> {
  const options = pulumi.mergeOptions(cluster.objectOptions, {
    dependsOn: [...before, ...objects.resources, ...(storage?.resources ?? [])],
  });
  const given = { ...(storage && { [nfsVariable]: storage.host }), ...objects.variables };
  return new Map(
    stacks.map(
      ({
        name,
        path: _,
        ports: __,
        images: ___,
        encryptedNetworks: ____,
        subnets: _____,
        variables,
        envFile,
        ...stack
      }) => [
        name,
        new Stack(
          name,
          {
            ...stack,
            name,
            registries: pulumi.secret(registries),
            envFile: envFile && pulumi.secret(envFile),
            envFiles: pulumi.secret(stack.envFiles),
            secrets: pulumi.secret(stack.secrets),
            variables: keepSecret("stacks", { ...given, ...variables }),
            swarmId: cluster.swarmId,
            managers: cluster.managers,
            nodes: cluster.hosts,
          },
          options,
        ),
      ],
    ),
  );
}
