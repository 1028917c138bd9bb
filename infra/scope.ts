import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";

/** Where the program declares its resources: in the stack itself, or below a component. */
export interface Scope {
  /** The name of a resource that the program calls `local`. */
  named(local: string): string;
  /** What every resource of the program has. */
  readonly options: Pick<pulumi.CustomResourceOptions, "parent">;
}

/** Options of what runs in a cluster, where the program declares it. */
export function inCluster({ objectOptions }: Pick<Cluster, "objectOptions">, { options }: Scope) {
  return pulumi.mergeOptions(objectOptions, options);
}

/** The stack itself, which holds one cluster. */
export const stackScope: Scope = { named: (local) => local, options: {} };

/** Below a component: several of them in a stack have names of their own. */
export function scopeOf(component: pulumi.Resource, name: string): Scope {
  return { named: (local) => `${name}-${local}`, options: { parent: component } };
}
