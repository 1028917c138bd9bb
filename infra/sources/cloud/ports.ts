import type { Mistake } from "../../config/problems/problems";
import type { StackConfig } from "../../config/resolve/stacks";
import type { PublishedPort } from "../../published";
import { groupKinds, rulesArgs, rulesFor } from "../aws/rules";
import type { Cloud, CloudPlace } from "./place";

/** A port that a firewall lets through. */
export interface OpenPort {
  port: number;
  protocol: "tcp" | "udp";
}

/** Rules that one of DigitalOcean's firewalls may have, without those for what goes out. */
const firewallRules = 47;
/** Rules for what comes in that one of AWS's security groups may have, unless the account has a higher quota. */
const groupRules = 60;

/** What stacks publish, each port once, in order. */
export function openPorts(stacks: readonly { ports: readonly PublishedPort[] }[]): OpenPort[] {
  const all = stacks.flatMap(({ ports }) => ports);
  const open = all.flatMap(({ port, protocol }) => (protocol === "sctp" ? [] : [{ port, protocol }]));
  const first = new Map(open.map((each) => [`${each.port}/${each.protocol}`, each]));
  return [...first.values()].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
}

/** Checks that the cloud can let published ports through. */
export function checkPublished(
  source: Cloud,
  place: CloudPlace,
  stacks: readonly StackConfig[],
  mistakes: Mistake[],
  warnings: string[],
): void {
  for (const { path, ports } of stacks) {
    for (const { port, service } of ports.filter(({ protocol }) => protocol === "sctp")) {
      const text = `publishes ${port}/sctp for service ${service}: the cloud's firewall is opened for TCP and UDP only`;
      mistakes.push({ path, text });
    }
  }
  const open = openPorts(stacks);
  if (source === "digitalocean" && open.length > firewallRules) {
    const text = `publish ${open.length} ports: a firewall of DigitalOcean's has room for ${firewallRules}`;
    mistakes.push({ path: "stacks", text });
  }
  if (source === "aws") warnings.push(...fullGroups(place, open));
  if (place.loadBalancer && !open.some(({ protocol }) => protocol === "tcp")) {
    const text = "needs a stack that publishes a TCP port: by it the balancer tells whether a node is well";
    mistakes.push({ path: "cloud.loadBalancer", text });
  }
}

/** Security groups with more rules than usual accounts may give them: there is one for each network and port. */
function fullGroups(place: CloudPlace, ports: readonly OpenPort[]): string[] {
  const args = rulesArgs(place, ports);
  const { admins, clients } = place;
  const why = `admins: ${admins.length}, clients: ${clients.length}, published ports: ${ports.length}`;
  return groupKinds(place).flatMap((kind) => {
    const count = rulesFor(kind, args).length;
    if (count <= groupRules) return [];
    return `The security group \`${kind}\` needs ${count} rules (${why}), and AWS allows ${groupRules} unless your quota is higher: name fewer, larger networks, publish fewer ports, or raise the quota "Inbound rules per security group".`;
  });
}
