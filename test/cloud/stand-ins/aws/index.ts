import type { Plugin } from "../plugin";
import type { Settings } from "../settings";
import { Cloud } from "./cloud";
import { getInstanceTypeOfferings, getParameter, instance, keyPair } from "./instance";
import {
  egressRule,
  eip,
  ingressRule,
  internetGateway,
  natGateway,
  route,
  routeTable,
  routeTableAssociation,
  securityGroup,
  subnet,
  vpc,
} from "./network";
import { volume, volumeAttachment } from "./volume";

/** AWS, as far as the program uses it for machines with public addresses or behind a bastion. */
export function aws(settings: Settings): Plugin {
  const cloud = new Cloud(settings);
  const network = [vpc, internetGateway, eip, natGateway, subnet, routeTable, route, routeTableAssociation];
  const groups = [securityGroup, ingressRule, egressRule];
  const machines = [keyPair, instance, volume, volumeAttachment];
  return {
    resources: [...network, ...groups, ...machines].map((kind) => kind(cloud) as never),
    functions: {
      "aws:ssm/getParameter:getParameter": getParameter,
      "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": getInstanceTypeOfferings,
    },
    start: () => cloud.centre.applyRules(),
  };
}
