import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { replaces } from "../../../../provisioners/provider/marks";
import type { Fields } from "../shape";
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
    gatewayId: z.string(),
  } satisfies Fields<aws.ec2.RouteArgs>),
  needs: ({ routeTableId, gatewayId }) => [
    ["RouteTable", routeTableId],
    ["InternetGateway", gatewayId],
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
