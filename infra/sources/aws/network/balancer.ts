import * as aws from "@pulumi/aws";
import type { OpenPort } from "../../../published";
import type { Site } from "../site";
import { type Groups, groupId } from "./groups";
import type { Network } from "./network";

/** A node behind the balancer. */
export interface Target {
  name: string;
  instance: aws.ec2.Instance;
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

/** Each port's way from the balancer to every node: whichever it picks, the swarm's routing mesh takes over. */
export function balance(
  { place, options, common }: Site,
  balancer: aws.lb.LoadBalancer,
  network: Network,
  ports: readonly OpenPort[],
  targets: readonly Target[],
): void {
  const { region } = place;
  const asked = ports.find(({ protocol }) => protocol === "tcp");
  for (const { port, protocol, isTcp } of listeners(ports)) {
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
    for (const { name: node, instance } of targets) {
      new aws.lb.TargetGroupAttachment(
        `${name}-${node}`,
        { region, targetGroupArn: group.arn, targetId: instance.id, port },
        options(),
      );
    }
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
