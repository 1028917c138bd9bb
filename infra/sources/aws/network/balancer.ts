import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { OpenPort } from "../../../published";
import type { Site } from "../site";
import { type Groups, groupId } from "./groups";
import type { Network } from "./network";

/** Where the balancer leads to for one port. */
export interface Targets {
  name: string;
  port: number;
  group: aws.lb.TargetGroup;
}

/** A network load balancer in the zones of the cluster. */
export function makeBalancer({ options, common }: Site, network: Network, groups: Groups): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(
    "published",
    {
      ...common("published"),
      loadBalancerType: "network",
      subnets: [...network.public.values()],
      securityGroups: [groupId(groups, "balancer")],
      enableCrossZoneLoadBalancing: true,
    },
    options({ dependsOn: network.ways }),
  );
}

/** Each port's way from the balancer to the nodes: whichever it picks, the swarm's routing mesh takes over. */
export function balance(
  { place, options, common }: Site,
  balancer: aws.lb.LoadBalancer,
  network: Network,
  ports: readonly OpenPort[],
): Targets[] {
  const asked = ports.find(({ protocol }) => protocol === "tcp");
  return listeners(ports).map(({ port, protocol, isTcp }) => {
    const name = `published-${port}`;
    const group = new aws.lb.TargetGroup(
      name,
      {
        ...common(name),
        port,
        protocol,
        vpcId: network.vpcId,
        targetType: "instance",
        // UDP answers no check; a TCP port that is open to the balancer too says whether the node is well.
        healthCheck: { protocol: "TCP", port: String(isTcp ? port : asked?.port) },
        ...(isTcp && place.loadBalancer?.proxyProtocol && { proxyProtocolV2: true }),
        // Long enough for an answer under way, short enough not to hold up a change.
        deregistrationDelay: 30,
      },
      options(),
    );
    new aws.lb.Listener(
      name,
      {
        ...common(name),
        loadBalancerArn: balancer.arn,
        port,
        protocol,
        defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
      },
      // A target group belongs to one balancer at a time: off the old one before it comes to the new one.
      options({ deleteBeforeReplace: true }),
    );
    return { name, port, group };
  });
}

/** An instance is a target from when its node has joined until before it leaves: no request goes to one that has left. */
export function register(
  { place, options }: Site,
  targets: readonly Targets[],
  name: string,
  instance: aws.ec2.Instance,
  node: pulumi.Resource,
): void {
  for (const { name: published, port, group } of targets) {
    new aws.lb.TargetGroupAttachment(
      `${published}-${name}`,
      { region: place.region, targetGroupArn: group.arn, targetId: instance.id, port },
      options({ dependsOn: node }),
    );
  }
}

/** A balancer has one listener to a port: one that is open for both protocols needs both in one. */
export function listeners(ports: readonly OpenPort[]): { port: number; protocol: string; isTcp: boolean }[] {
  return [...new Set(ports.map(({ port }) => port))].map((port) => {
    const protocols = ["tcp", "udp"].filter((each) =>
      ports.some((open) => open.port === port && open.protocol === each),
    );
    return { port, protocol: protocols.join("_").toUpperCase(), isTcp: protocols.includes("tcp") };
  });
}
