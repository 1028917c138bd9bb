import type * as pulumi from "@pulumi/pulumi";
import { after } from "../after";

/** Options of what runs in a swarm: after its nodes, whatever else is set. */
export function objectOptions(
  nodes: readonly pulumi.Resource[],
  deletedWith: pulumi.Resource | undefined,
): pulumi.CustomResourceOptions {
  return { transformations: [after([...nodes])], ...(deletedWith && { deletedWith }) };
}
