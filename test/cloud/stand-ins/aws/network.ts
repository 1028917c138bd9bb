import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, stable } from "../../../../provisioners/schema/marks";
import type { Fields } from "../shape";
import type { Cloud } from "./cloud";
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
});

/** An address that no machine has. */
export const eip = ({ account, id: newId }: Cloud) =>
  defineResource({
    name: "ec2/eip:Eip",
    description: "An address for a gateway.",
    inputs: z.object({
      region: replaces(region),
      tags,
      domain: replaces(z.literal("vpc")),
    } satisfies Fields<aws.ec2.EipArgs>),
    outputs: z.object({ allocationId: stable(z.string()) } satisfies Fields<aws.ec2.Eip>),
    async create(_context, args) {
      const id = newId("eipalloc");
      account.put("Eip", id, args);
      return { id, outputs: { allocationId: id } };
    },
    async update(_context, _id, { allocationId }) {
      return { allocationId };
    },
    async delete(_context, id) {
      account.remove(id);
    },
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
});

const rule = {
  region: replaces(region),
  tags,
  securityGroupId: replaces(z.string()),
  description: z.string(),
  ipProtocol: z.string(),
  cidrIpv4: z.cidrv4().optional(),
};

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
  changed: ({ centre }) => centre.applyRules(),
});

export const egressRule = kept({
  token: "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  prefix: "sgr",
  inputs: z.object(rule satisfies Fields<aws.vpc.SecurityGroupEgressRuleArgs>),
  needs: ({ securityGroupId }) => [["SecurityGroup", securityGroupId]],
});
