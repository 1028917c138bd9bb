import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { replaces } from "../../../../provisioners/schema/marks";
import type { Fields } from "../shape";
import { balancerAddress, type Cloud, idOf } from "./cloud";
import { kept, region, tags } from "./kept";

const port = z.number().int().min(1).max(65_535);
const protocol = z.enum(["TCP", "UDP", "TCP_UDP", "TLS"]);
const arnOf = (kind: string, id: string) => `arn:aws:elasticloadbalancing:${kind}/${id}`;

const listeners = ({ account }: Cloud) => account.all<z.output<typeof listenerInputs>>("Listener");

/** Subnets can only be added to a network load balancer: without one of them it is another one. */
export const loadBalancer = kept({
  token: "lb/loadBalancer:LoadBalancer",
  prefix: "nlb",
  inputs: z.object({
    region: replaces(region),
    tags,
    loadBalancerType: replaces(z.literal("network")),
    subnets: z.array(z.string()).min(1),
    securityGroups: z.array(z.string()),
    enableCrossZoneLoadBalancing: z.boolean(),
  } satisfies Fields<aws.lb.LoadBalancerArgs>),
  facts: (id, _args, { settings }) => ({ arn: arnOf("loadbalancer", id), dnsName: balancerAddress(settings, id) }),
  needs: ({ subnets, securityGroups }) => [
    ...subnets.map((subnet): [string, string] => ["Subnet", subnet]),
    ...securityGroups.map((group): [string, string] => ["SecurityGroup", group]),
  ],
  replaces: (before, { subnets }) => (before.subnets.every((subnet) => subnets.includes(subnet)) ? [] : ["subnets"]),
  // A balancer's listeners go with it.
  takesAlong: (id, cloud) => {
    for (const each of listeners(cloud)) if (idOf(each.loadBalancerArn) === id) cloud.account.drop(each.id);
  },
});

export const targetGroup = kept({
  token: "lb/targetGroup:TargetGroup",
  prefix: "tg",
  inputs: z.object({
    region: replaces(region),
    tags,
    port: replaces(port),
    protocol: replaces(protocol),
    vpcId: replaces(z.string()),
    targetType: replaces(z.literal("instance")),
    healthCheck: z.object({ protocol: z.enum(["TCP", "HTTP", "HTTPS"]), port: z.string() }),
    deregistrationDelay: z.number().int().min(0).max(3600),
    proxyProtocolV2: z.boolean().optional(),
  } satisfies Fields<aws.lb.TargetGroupArgs>),
  facts: (id) => ({ arn: arnOf("targetgroup", id) }),
  needs: ({ vpcId }) => [["Vpc", vpcId]],
  usedBy: (id, cloud) => {
    const user = listeners(cloud).find(({ defaultActions }) => targetOf(defaultActions) === id);
    return user && `ResourceInUse: Target group '${id}' is currently in use by a listener or a rule`;
  },
});

const listenerInputs = z.object({
  region: replaces(region),
  tags,
  loadBalancerArn: replaces(z.string()),
  port,
  protocol,
  defaultActions: z.array(z.object({ type: z.literal("forward"), targetGroupArn: z.string() })).length(1),
} satisfies Fields<aws.lb.ListenerArgs>);

const targetOf = ([action]: z.output<typeof listenerInputs>["defaultActions"]) => idOf(action?.targetGroupArn ?? "");

/** A target group belongs to one balancer at a time. */
export const listener = kept({
  token: "lb/listener:Listener",
  prefix: "listener",
  inputs: listenerInputs,
  facts: (id) => ({ arn: arnOf("listener", id) }),
  needs: ({ loadBalancerArn, defaultActions }) => [
    ["LoadBalancer", idOf(loadBalancerArn)],
    ["TargetGroup", targetOf(defaultActions)],
  ],
  refuses: ({ loadBalancerArn, port: wanted, defaultActions }, others) => {
    const same = others.filter((other) => other.loadBalancerArn === loadBalancerArn);
    if (same.some((other) => other.port === wanted)) return "DuplicateListener: A listener already exists on this port";
    const taken = others.some(
      (other) =>
        other.loadBalancerArn !== loadBalancerArn && targetOf(other.defaultActions) === targetOf(defaultActions),
    );
    return taken
      ? "TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load balancer"
      : undefined;
  },
});

export const targetGroupAttachment = kept({
  token: "lb/targetGroupAttachment:TargetGroupAttachment",
  prefix: "target",
  inputs: z.object({
    region: replaces(region),
    targetGroupArn: replaces(z.string()),
    targetId: replaces(z.string()),
    port: replaces(port),
  } satisfies Fields<aws.lb.TargetGroupAttachmentArgs>),
  needs: ({ targetGroupArn, targetId }) => [
    ["TargetGroup", idOf(targetGroupArn)],
    ["Instance", targetId],
  ],
});
