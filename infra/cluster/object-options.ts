import * as pulumi from "@pulumi/pulumi";

/**
 * Options of what runs in a swarm. A program that spreads them and sets `dependsOn` replaces that key only, so a
 * transformation adds the nodes: it stays whatever else is set.
 */
export function objectOptions(
  nodes: readonly pulumi.Resource[],
  deletedWith: pulumi.Resource | undefined,
): pulumi.CustomResourceOptions {
  const afterNodes: pulumi.ResourceTransformation = ({ props, opts }) => {
    const { dependsOn } = pulumi.mergeOptions({ dependsOn: opts.dependsOn }, { dependsOn: [...nodes] });
    return { props, opts: { ...opts, dependsOn } };
  };
  return { transformations: [afterNodes], ...(deletedWith && { deletedWith }) };
}
