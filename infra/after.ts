import * as pulumi from "@pulumi/pulumi";

/**
 * Makes a resource, or every child of a component, come after others. A program that sets `dependsOn` replaces that key
 * only, and a component does not hand it on to its children: a transformation stays, and reaches them.
 */
export function after(others: pulumi.ResourceOptions["dependsOn"]): pulumi.ResourceTransformation {
  return ({ props, opts }) => {
    const { dependsOn } = pulumi.mergeOptions({ dependsOn: opts.dependsOn }, { dependsOn: others });
    return { props, opts: { ...opts, dependsOn } };
  };
}

/** Options of a component whose children come after what the component is to come after. */
export function handedOn(options: pulumi.ComponentResourceOptions = {}): pulumi.ComponentResourceOptions {
  const { dependsOn } = options;
  return dependsOn ? pulumi.mergeOptions(options, { transformations: [after(dependsOn)] }) : options;
}
