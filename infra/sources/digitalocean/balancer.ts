import * as digitalocean from "@pulumi/digitalocean";
import type { OpenPort } from "../../published";
import type { Site } from "./site";

/** A load balancer in front of every node: whichever it picks, the swarm's routing mesh takes over. */
export function makeBalancer(
  { place, vpcId, tags, options, named }: Site,
  ports: readonly OpenPort[],
): digitalocean.LoadBalancer {
  const asked = ports.find(({ protocol }) => protocol === "tcp");
  if (!asked) throw new RangeError("a load balancer needs a TCP port to ask: the configuration refuses it");
  return new digitalocean.LoadBalancer(
    "published",
    {
      name: named("loadBalancer"),
      region: place.region,
      vpcUuid: vpcId,
      // Every update names a project: without this one it is the default.
      ...(place.project && { projectId: place.project }),
      // By tag: nodes that come and go need no change here.
      dropletTag: tags.node.name,
      forwardingRules: ports.map(({ port, protocol }) => ({
        entryPort: port,
        entryProtocol: protocol,
        targetPort: port,
        targetProtocol: protocol,
      })),
      healthcheck: { protocol: "tcp", port: asked.port },
      ...(place.loadBalancer?.proxyProtocol && { enableProxyProtocol: true }),
    },
    options(),
  );
}
