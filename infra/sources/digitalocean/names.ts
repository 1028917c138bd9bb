import { allowedName, type NameRule } from "../cloud/names";

const hostname = "a-z, A-Z, 0-9, `.` and `-`, the first and the last a letter or a digit";

/** DigitalOcean's rules for the names of what a cluster is made of. */
export const nameRules = {
  vpc: {
    of: "VPC",
    longest: 255,
    pattern: /^[a-zA-Z0-9.-]+$/,
    words: "a-z, A-Z, 0-9, `.` and `-`",
    source: "digitalocean.Vpc, `name`",
  },
  sshKey: {
    of: "SSH key",
    longest: 255,
    pattern: /\S/,
    words: "anything that is not blank",
    source: "API reference, SSH Keys",
  },
  tag: {
    of: "tag",
    longest: 255,
    pattern: /^[a-zA-Z0-9:_-]+$/,
    words: "a-z, A-Z, 0-9, `:`, `_` and `-`",
    source: "API reference, Tags",
  },
  droplet: {
    of: "droplet",
    longest: 255,
    pattern: /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/,
    words: hostname,
    source: 'API reference, Droplets: "Only valid hostname characters are allowed"',
  },
  firewall: {
    of: "firewall",
    longest: 255,
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9.-]+$/,
    words: "a letter or a digit, then a-z, A-Z, 0-9, `.` and `-`",
    source: "API reference, Firewalls",
  },
  volume: {
    of: "volume",
    longest: 64,
    pattern: /^[a-z][a-z0-9-]*$/,
    words: "a-z, 0-9 and `-`, the first a letter",
    source: "digitalocean.Volume, `name`",
  },
  loadBalancer: {
    of: "load balancer",
    longest: 255,
    pattern: /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/,
    words: hostname,
    source: "API reference, Load Balancers",
  },
} satisfies Record<string, NameRule>;

/**
 * What a thing of a cluster is called: by the cluster, and where there are several of a kind by what it is.
 * @throws SwarmError where DigitalOcean does not allow it
 */
export function nameOf(kind: keyof typeof nameRules, cluster: string, what?: string): string {
  const name = what ? `${cluster}-${what}` : cluster;
  // A cluster's name may begin with a digit, a volume's may not. With another end it is no other cluster's volume.
  return allowedName(nameRules[kind], kind === "volume" && /^[0-9]/.test(name) ? `swarm-${name}-volume` : name);
}
