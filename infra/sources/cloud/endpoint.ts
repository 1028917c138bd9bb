import * as pulumi from "@pulumi/pulumi";

/** `host:port` where clients reach a port; for no host nothing, in a preview not yet known. */
export function endpointAt(host: pulumi.Input<string> | undefined) {
  return (port: number): pulumi.Output<string | undefined> =>
    host === undefined ? pulumi.output(undefined) : pulumi.interpolate`${host}:${port}`;
}
