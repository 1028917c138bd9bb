import { groupKinds, rulesArgs, rulesFor } from "../machines/aws/rules";
import type { PublishedPort } from "../published";
import type { Cloud, CloudPlace } from "./clouds";
import type { Mistake } from "./mistakes";
import type { StackConfig } from "./stackfiles";

/** A port that a firewall lets through. */
export interface OpenPort {
  port: number;
  protocol: "tcp" | "udp";
}

/** Rules that one of DigitalOcean's firewalls may have, without those for what goes out. */
const firewallRules = 47;
/** Rules for what comes in that one of AWS's security groups may have. */
const groupRules = 60;

/** What stacks publish, each port once, in order. */
export function openPorts(stacks: readonly { ports: readonly PublishedPort[] }[]): OpenPort[] {
  const all = stacks.flatMap(({ ports }) => ports);
  const open = all.flatMap(({ port, protocol }) => (protocol === "sctp" ? [] : [{ port, protocol }]));
  const first = new Map(open.map((each) => [`${each.port}/${each.protocol}`, each]));
  return [...first.values()].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
}

/** Published ports that the cloud cannot let through. */
export function checkPublished(
  source: Cloud,
  place: CloudPlace,
  stacks: readonly StackConfig[],
  mistakes: Mistake[],
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
  if (source === "aws") checkGroups(place, open, mistakes);
  if (place.loadBalancer && !open.some(({ protocol }) => protocol === "tcp")) {
    const text = "needs a stack that publishes a TCP port: by it the balancer tells whether a node is well";
    mistakes.push({ path: "cloud.loadBalancer", text });
  }
}

/** More rules than a security group has room for: there is one for each network and port. */
function checkGroups(place: CloudPlace, ports: readonly OpenPort[], mistakes: Mistake[]): void {
  const args = rulesArgs(place, ports);
  for (const kind of groupKinds(place)) {
    const count = rulesFor(kind, args).length;
    if (count <= groupRules) continue;
    const { admins, clients } = place;
    const text = `needs ${count} rules in the security group \`${kind}\` (admins: ${admins.length}, clients: ${clients.length}, published ports: ${ports.length}), and one of AWS's has room for ${groupRules}: name fewer, larger networks, or publish fewer ports`;
    mistakes.push({ path: "cloud", text });
  }
}
