import { allowedName, type NameRule } from "../cloud/names";

const group = {
  longest: 255,
  pattern: /^(?!sg-)[\w ./:()#,@[\]+=&;{}!$*-]+$/,
  words: "letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*",
};
const balancing = {
  longest: 32,
  pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
  words: "a-z, A-Z, 0-9 and `-`, the first and the last a letter or a digit",
};

/** AWS's rules for the names of what a cluster is made of. */
export const nameRules = {
  keyPair: {
    of: "key pair",
    longest: 255,
    pattern: /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/,
    words: "ASCII, without blanks at either end",
    source: "EC2 API reference, CreateKeyPair",
  },
  securityGroup: { of: "security group", ...group, source: "EC2 API reference, CreateSecurityGroup" },
  description: { of: "security group's rule", ...group, source: "EC2 API reference, IpRange" },
  loadBalancer: { of: "load balancer", ...balancing, source: "aws.lb.LoadBalancer, `name`" },
  targetGroup: { of: "target group", ...balancing, source: "aws.lb.TargetGroup, `name`" },
  tagKey: {
    of: "tag",
    longest: 128,
    pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]+$/u,
    words: "letters, digits, blanks and _.:/=+-@, without `aws:` at the front",
    source: "EC2 user guide, tag restrictions",
  },
  tagValue: {
    of: "thing with a tag",
    longest: 256,
    pattern: /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u,
    words: "letters, digits, blanks and _.:/=+-@",
    source: "EC2 user guide, tag restrictions",
  },
} satisfies Record<string, NameRule>;

/** Characters that the provider adds to a name which it makes from a resource's. */
export const autoNameSuffix = 8;

/**
 * The tags of a thing of a cluster.
 * @throws SwarmError where AWS does not allow them
 */
export function tagsOf(cluster: string, what: string): Record<string, string> {
  const tags = { Name: `${cluster}-${what}`, "pulumi-swarm": cluster };
  for (const value of Object.values(tags)) allowedName(nameRules.tagValue, value);
  return tags;
}
