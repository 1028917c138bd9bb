import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { OpenPort } from "../../../published";
import type { Site } from "../site";
import { type GroupKind, groupKinds, type RulesArgs, rulesArgs, rulesFor } from "./rules";

/** Security groups by kind. */
export type Groups = Map<GroupKind, aws.ec2.SecurityGroup>;

/** The groups of a cluster with one resource for each rule, so that a change of one touches no other. */
export function makeGroups(
  site: Site,
  vpcId: pulumi.Input<string>,
  ports: readonly OpenPort[],
): { groups: Groups; rules: pulumi.Resource[] } {
  const { place, options, common } = site;
  const args = rulesArgs(place, ports);
  const kinds = groupKinds(place);
  const groups: Groups = new Map(
    kinds.map((kind) => [
      kind,
      // Name and description stay as they are for good: a change of either would replace the group under its machines.
      new aws.ec2.SecurityGroup(kind, { ...common(kind), description: `Docker Swarm: ${kind}`, vpcId }, options()),
    ]),
  );
  const rules = kinds.flatMap((kind) => makeRules(site, kind, groups, args));
  return { groups, rules };
}

function makeRules({ options, common }: Site, kind: GroupKind, groups: Groups, args: RulesArgs): pulumi.Resource[] {
  const securityGroupId = groupId(groups, kind);
  const out = new aws.vpc.SecurityGroupEgressRule(
    kind,
    { ...common(kind), securityGroupId, description: "everything", ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
    options(),
  );
  const inward = rulesFor(kind, args).map(
    ({ name, description, source, protocol, port }) =>
      new aws.vpc.SecurityGroupIngressRule(
        `${kind}-${name}`,
        {
          ...common(`${kind}-${name}`),
          securityGroupId,
          description,
          ipProtocol: protocol,
          ...(port !== undefined && { fromPort: port, toPort: port }),
          ...("group" in source
            ? { referencedSecurityGroupId: groupId(groups, source.group) }
            : { cidrIpv4: source.cidr }),
        },
        options(),
      ),
  );
  return [out, ...inward];
}

/** @throws RangeError for a kind that this cluster has no group of */
export function groupId(groups: Groups, kind: GroupKind): pulumi.Output<string> {
  const group = groups.get(kind);
  if (!group) throw new RangeError(`there is no security group for ${kind}`);
  return group.id;
}
