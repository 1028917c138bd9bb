import type { types } from "@pulumi/digitalocean";
import * as digitalocean from "@pulumi/digitalocean";
import type { Input } from "@pulumi/pulumi";
import { type PortRule, type PortTarget, rowsFor } from "../../../provisioners/host/ports";
import type { OpenPort } from "../../published";
import { nameOf } from "./names";
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

/** One firewall for each kind of machine, by tag; a manager is under the nodes' too. */
export function makeFirewalls({ place, tags, options }: Site): digitalocean.Firewall[] {
  const targets: PortTarget[] = place.nfs ? ["node", "manager", "nfs"] : ["node", "manager"];
  return targets.map((target) => {
    const tag = tags[target];
    const rows = rowsFor(target, { encrypted: false });
    return new digitalocean.Firewall(
      target,
      {
        name: nameOf("firewall", place.name, target),
        tags: tag ? [tag.name] : [],
        inboundRules: rows.map((row) => inboundRule(row, tags.node.name, place.admins)),
        outboundRules,
      },
      options(),
    );
  });
}

/**
 * A firewall for published ports, apart from the others: it may have to wait minutes for the load balancer, and the
 * machines need not.
 */
export function publishPorts(
  { place, tags, options }: Site,
  ports: readonly OpenPort[],
  balancer: digitalocean.LoadBalancer | undefined,
): void {
  if (ports.length === 0) return;
  const from = balancer ? { sourceLoadBalancerUids: [balancer.id] } : { sourceAddresses: place.clients };
  new digitalocean.Firewall(
    "published",
    {
      name: nameOf("firewall", place.name, "published"),
      tags: [tags.node.name],
      inboundRules: publishedRules(ports, from),
      outboundRules,
    },
    options(),
  );
}
