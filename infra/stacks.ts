import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import type { Config } from "./config/config";
import { nfsVariable } from "./config/resolve/nfs";
import { keepSecret } from "./config/stack-config";
import type { SharedNfs } from "./nfs";
import type { SharedObjects } from "./objects";
import { Stack } from "./resources";
import { inCluster, type Scope, stackScope } from "./scope";
import { deploymentOf } from "./settings/workloads/stacks";

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
  scope: Scope = stackScope,
): Map<string, Stack> {
  const options = pulumi.mergeOptions(inCluster(cluster, scope), {
    dependsOn: [...before, ...objects.resources, ...(storage?.resources ?? [])],
  });
  const given = { ...(storage && { [nfsVariable]: storage.host }), ...objects.variables };
  return new Map(
    stacks.map((stack) => [
      stack.name,
      new Stack(
        scope.named(stack.name),
        {
          ...deploymentOf(stack),
          name: stack.name,
          file: stack.file,
          fileName: stack.fileName,
          folder: stack.folder,
          overrides: stack.overrides,
          configs: stack.configs,
          registries: pulumi.secret(registries),
          envFile: stack.envFile && pulumi.secret(stack.envFile),
          envFiles: pulumi.secret(stack.envFiles),
          secrets: pulumi.secret(stack.secrets),
          variables: keepSecret("stacks", { ...given, ...stack.variables }),
          swarmId: cluster.swarmId,
          managers: cluster.managers,
          nodes: cluster.hosts,
        },
        options,
      ),
    ]),
  );
}
