import { checkAws } from "../credentials";
import type { Plugin } from "../plugin";
import type { Settings } from "../settings";
import { listener, loadBalancer, targetGroup, targetGroupAttachment } from "./balancer";
import { Cloud } from "./cloud";
import { fileSystem, mountTarget } from "./efs";
import { eip } from "./eip";
import { instance, keyPair } from "./instance";
import {
  egressRule,
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
import { getInstanceTypeOfferings, getParameter } from "./offers";
import { getEbsVolumes, volume, volumeAttachment } from "./volume";

/** AWS, as far as the program uses it. */
export function aws(settings: Settings): Plugin {
  const cloud = new Cloud(settings);
  const network = [vpc, internetGateway, eip, natGateway, subnet, routeTable, route, routeTableAssociation];
  const groups = [securityGroup, ingressRule, egressRule];
  const machines = [keyPair, instance, volume, volumeAttachment];
  const services = [loadBalancer, targetGroup, listener, targetGroupAttachment, fileSystem, mountTarget];
  return {
    resources: [...network, ...groups, ...machines, ...services].map((kind) => kind(cloud) as never),
    functions: {
      "aws:ssm/getParameter:getParameter": getParameter,
      "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": getInstanceTypeOfferings,
      "aws:ebs/getEbsVolumes:getEbsVolumes": getEbsVolumes(cloud),
    },
    configure: checkAws,
    start: () => cloud.centre.applyRules(),
  };
}
