import type { types } from "@pulumi/digitalocean";
import * as digitalocean from "@pulumi/digitalocean";
import type { Input } from "@pulumi/pulumi";
import { type PortRule, type PortTarget, rowsFor } from "../../../provisioners/host/ports";
import type { OpenPort } from "../../published";
import type { Site } from "./site";

type Inbound = types.input.FirewallInboundRule;

/** A row of the port table as the firewall has it. */
export function inboundRule({ protocol, port, from }: PortRule, nodes: Input<string>, admins: string[]): Inbound {
  if (protocol === "esp") throw new RangeError("DigitalOcean's firewall knows no ESP: the configuration refuses it");
  const to = { protocol, portRange: String(port) };
  return from === "node" ? { ...to, sourceTags: [nodes] } : { ...to, sourceAddresses: admins };
}

/** Published ports, to `from` only. */
export function publishedRules(ports: readonly OpenPort[], from: Partial<Inbound>): Inbound[] {
  return ports.map(({ port, protocol }) => ({ protocol, portRange: String(port), ...from }));
}

const everywhere = ["0.0.0.0/0", "::/0"];
// Without rules for what goes out nothing may: packages and images could not be fetched.
const outboundRules = [
  { protocol: "tcp", portRange: "1-65535", destinationAddresses: everywhere },
  { protocol: "udp", portRange: "1-65535", destinationAddresses: everywhere },
  { protocol: "icmp", destinationAddresses: everywhere },
];

/** Droplets that one firewall may name. */
const firewallDroplets = 10;

/**
 * Firewalls for droplets by their IDs, beside those by tag: a droplet that lost its tags is then closed to all
 * but the admins' SSH, where one without any firewall is open to everyone.
 */
export function guardDroplets(
  { place, options, named }: Site,
  group: string,
  droplets: readonly digitalocean.Droplet[],
): void {
  const inboundRules = [{ protocol: "tcp", portRange: "22", sourceAddresses: place.admins }];
  for (let first = 0; first < droplets.length; first += firewallDroplets) {
    const name = `${group}-${first / firewallDroplets + 1}`;
    const dropletIds = droplets.slice(first, first + firewallDroplets).map(({ id }) => id.apply(Number));
    new digitalocean.Firewall(
      name,
      { name: named("firewall", name), dropletIds, inboundRules, outboundRules },
      options({ deleteBeforeReplace: false }),
    );
  }
}

/** One firewall for each kind of machine, by tag; a manager is under the nodes' too. */
export function makeFirewalls({ place, tags, options, named }: Site): digitalocean.Firewall[] {
  const targets: PortTarget[] = place.nfs ? ["node", "manager", "nfs"] : ["node", "manager"];
  return targets.map((target) => {
    const tag = tags[target];
    const rows = rowsFor(target, { encrypted: false });
    return new digitalocean.Firewall(
      target,
      {
        name: named("firewall", target),
        tags: tag ? [tag.name] : [],
        inboundRules: rows.map((row) => inboundRule(row, tags.node.name, place.admins)),
        outboundRules,
      },
      options({ deleteBeforeReplace: false }),
    );
  });
}

/**
 * A firewall for published ports, apart from the others: it may have to wait minutes for the load balancer, and the
 * machines need not.
 */
export function publishPorts(
  { place, tags, options, named }: Site,
  ports: readonly OpenPort[],
  balancer: digitalocean.LoadBalancer | undefined,
): void {
  if (ports.length === 0) return;
  const from = balancer ? { sourceLoadBalancerUids: [balancer.id] } : { sourceAddresses: place.clients };
  new digitalocean.Firewall(
    "published",
    {
      name: named("firewall", "published"),
      tags: [tags.node.name],
      inboundRules: publishedRules(ports, from),
      outboundRules,
    },
    options(),
  );
}
