import { isDeepStrictEqual } from "node:util";
import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { overlap } from "../../../../provisioners/host/cidr";
import { replaces } from "../../../../provisioners/schema/marks";
import type { Fields } from "../shape";
import type { Ingress, Instance } from "./cloud";
import { kept, region, tags } from "./kept";

export const vpc = kept({
  token: "ec2/vpc:Vpc",
  prefix: "vpc",
  inputs: z.object({
    region: replaces(region),
    tags,
    cidrBlock: replaces(z.cidrv4()),
    enableDnsHostnames: z.boolean(),
    enableDnsSupport: z.boolean(),
  } satisfies Fields<aws.ec2.VpcArgs>),
  usedBy: (id, { account }) => {
    const kinds = ["Subnet", "SecurityGroup", "InternetGateway", "RouteTable"];
    const user = kinds.flatMap((kind) => account.all<{ vpcId: string }>(kind)).find(({ vpcId }) => vpcId === id);
    return user && `DependencyViolation: The vpc '${id}' has dependencies and cannot be deleted: ${user.id}`;
  },
});

export const internetGateway = kept({
  token: "ec2/internetGateway:InternetGateway",
  prefix: "igw",
  inputs: z.object({
    region: replaces(region),
    tags,
    vpcId: z.string(),
  } satisfies Fields<aws.ec2.InternetGatewayArgs>),
  needs: ({ vpcId }) => [["Vpc", vpcId]],
});

export const subnet = kept({
  token: "ec2/subnet:Subnet",
  prefix: "subnet",
  inputs: z.object({
    region: replaces(region),
    tags,
    vpcId: replaces(z.string()),
    availabilityZone: replaces(z.string()),
    cidrBlock: replaces(z.cidrv4()),
    mapPublicIpOnLaunch: z.boolean(),
  } satisfies Fields<aws.ec2.SubnetArgs>),
  needs: ({ vpcId }) => [["Vpc", vpcId]],
  refuses: ({ vpcId, cidrBlock, availabilityZone, region }, others) => {
    if (!availabilityZone.startsWith(region))
      return `InvalidParameterValue: ${availabilityZone} is no zone of ${region}`;
    const taken = others.some((other) => other.vpcId === vpcId && overlap(other.cidrBlock, cidrBlock));
    return taken ? `InvalidSubnet.Conflict: The CIDR '${cidrBlock}' conflicts with another subnet` : undefined;
  },
  usedBy: (id, { account }) => {
    const kinds = ["Instance", "NatGateway", "MountTarget"];
    const one = kinds
      .flatMap((kind) => account.all<{ subnetId: string }>(kind))
      .find(({ subnetId }) => subnetId === id);
    const balancer = account.all<{ subnets: string[] }>("LoadBalancer").find(({ subnets }) => subnets.includes(id));
    const user = one ?? balancer;
    return user && `DependencyViolation: The subnet '${id}' has dependencies and cannot be deleted: ${user.id}`;
  },
});

export const routeTable = kept({
  token: "ec2/routeTable:RouteTable",
  prefix: "rtb",
  inputs: z.object({
    region: replaces(region),
    tags,
    vpcId: replaces(z.string()),
  } satisfies Fields<aws.ec2.RouteTableArgs>),
  needs: ({ vpcId }) => [["Vpc", vpcId]],
});

export const route = kept({
  token: "ec2/route:Route",
  prefix: "r",
  inputs: z.object({
    region: replaces(region),
    routeTableId: replaces(z.string()),
    destinationCidrBlock: replaces(z.cidrv4()),
    gatewayId: z.string().optional(),
    natGatewayId: z.string().optional(),
  } satisfies Fields<aws.ec2.RouteArgs>),
  needs: ({ routeTableId, gatewayId, natGatewayId }) => [
    ["RouteTable", routeTableId],
    natGatewayId ? ["NatGateway", natGatewayId] : ["InternetGateway", gatewayId ?? "undefined"],
  ],
  refuses: ({ routeTableId, destinationCidrBlock }, others) =>
    others.some((other) => other.routeTableId === routeTableId && other.destinationCidrBlock === destinationCidrBlock)
      ? `RouteAlreadyExists: The route identified by ${destinationCidrBlock} already exists.`
      : undefined,
});

/** Machines of a lab reach the world without one; here it only has to be complete. */
export const natGateway = kept({
  token: "ec2/natGateway:NatGateway",
  prefix: "nat",
  inputs: z.object({
    region: replaces(region),
    tags,
    allocationId: replaces(z.string()),
    subnetId: replaces(z.string()),
  } satisfies Fields<aws.ec2.NatGatewayArgs>),
  needs: ({ allocationId, subnetId }) => [
    ["Eip", allocationId],
    ["Subnet", subnetId],
  ],
});

export const routeTableAssociation = kept({
  token: "ec2/routeTableAssociation:RouteTableAssociation",
  prefix: "rtbassoc",
  inputs: z.object({
    region: replaces(region),
    subnetId: replaces(z.string()),
    routeTableId: z.string(),
  } satisfies Fields<aws.ec2.RouteTableAssociationArgs>),
  needs: ({ subnetId, routeTableId }) => [
    ["Subnet", subnetId],
    ["RouteTable", routeTableId],
  ],
});

export const securityGroup = kept({
  token: "ec2/securityGroup:SecurityGroup",
  prefix: "sg",
  inputs: z.object({
    region: replaces(region),
    tags,
    description: replaces(z.string()),
    vpcId: replaces(z.string()),
  } satisfies Fields<aws.ec2.SecurityGroupArgs>),
  needs: ({ vpcId }) => [["Vpc", vpcId]],
  usedBy: (id, { account }) => {
    const instance = account.all<Instance>("Instance").find(({ groups }) => groups.includes(id));
    const others = ["LoadBalancer", "MountTarget"].flatMap((kind) => account.all<{ securityGroups: string[] }>(kind));
    const named = account
      .all<Ingress>("SecurityGroupIngressRule")
      .find((rule) => rule.referencedSecurityGroupId === id);
    const user = instance ?? others.find(({ securityGroups }) => securityGroups.includes(id)) ?? named;
    return user && `DependencyViolation: resource ${id} has a dependent object: ${user.id}`;
  },
});

const rule = {
  region: replaces(region),
  tags,
  securityGroupId: replaces(z.string()),
  description: z.string(),
  ipProtocol: z.string(),
  cidrIpv4: z.cidrv4().optional(),
};

/** What a rule lets through, whatever it is called. */
function way({ securityGroupId, ipProtocol, fromPort, cidrIpv4, referencedSecurityGroupId }: Ingress) {
  return [securityGroupId, ipProtocol, fromPort, cidrIpv4, referencedSecurityGroupId];
}

/** One way in. Ports are for tcp and udp; a protocol by number has none. */
export const ingressRule = kept({
  token: "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  prefix: "sgr",
  inputs: z
    .object({
      ...rule,
      fromPort: z.number().int().optional(),
      toPort: z.number().int().optional(),
      referencedSecurityGroupId: z.string().optional(),
    } satisfies Fields<aws.vpc.SecurityGroupIngressRuleArgs>)
    .refine(
      ({ ipProtocol, fromPort, toPort }) =>
        ["tcp", "udp"].includes(ipProtocol) === (fromPort !== undefined && toPort !== undefined),
      "ports are for tcp and udp",
    ),
  needs: ({ securityGroupId, referencedSecurityGroupId: source }) => [
    ["SecurityGroup", securityGroupId],
    ...(source ? [["SecurityGroup", source] as [string, string]] : []),
  ],
  refuses: (args, others) =>
    others.some((other) => isDeepStrictEqual(way(other), way(args)))
      ? "InvalidPermission.Duplicate: the specified rule already exists"
      : undefined,
  changed: ({ centre }) => centre.applyRules(),
});

export const egressRule = kept({
  token: "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  prefix: "sgr",
  inputs: z.object(rule satisfies Fields<aws.vpc.SecurityGroupEgressRuleArgs>),
  needs: ({ securityGroupId }) => [["SecurityGroup", securityGroupId]],
});
