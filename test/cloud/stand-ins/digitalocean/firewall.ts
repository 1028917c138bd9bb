import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { checkName } from "../names";
import type { Fields } from "../shape";
import type { Cloud } from "./cloud";

// "All ports" is written 1-65535; icmp has none. The cloud knows no other protocol.
const end = z
  .object({
    protocol: z.enum(["tcp", "udp", "icmp"]),
    portRange: z
      .string()
      .regex(/^\d+(-\d+)?$/)
      .optional(),
  })
  .refine(
    ({ protocol, portRange }) => (protocol === "icmp") === (portRange === undefined),
    "portRange is for tcp and udp",
  );

const inputs = z.object({
  name: z.string(),
  tags: z.array(z.string()).max(5).default([]),
  dropletIds: z.array(z.number()).max(10).default([]),
  inboundRules: z
    .array(
      end.safeExtend({
        sourceAddresses: z.array(z.string()).optional(),
        sourceTags: z.array(z.string()).optional(),
        sourceLoadBalancerUids: z.array(z.string()).optional(),
      }),
    )
    .min(1)
    .max(50),
  outboundRules: z.array(end.safeExtend({ destinationAddresses: z.array(z.string()) })),
} satisfies Fields<digitalocean.FirewallArgs>);

/** A firewall for tags, enforced by the lab's switch and at the public addresses. */
export const firewall = ({ account, centre }: Cloud) => {
  const put = async (id: string, args: z.output<typeof inputs>) => {
    checkName("firewall", args.name);
    for (const { sourceLoadBalancerUids = [] } of args.inboundRules) {
      for (const balancer of sourceLoadBalancerUids) account.must("LoadBalancer", balancer);
    }
    const tags = [...args.tags, ...args.inboundRules.flatMap(({ sourceTags = [] }) => sourceTags)];
    for (const tag of tags) account.must("Tag", tag);
    if (args.outboundRules.length === 0) throw new Error("without a rule for what goes out nothing may");
    account.put("Firewall", id, args);
    await centre.applyRules();
    return { status: "succeeded" };
  };
  return defineResource({
    name: "index/firewall:Firewall",
    description: "A firewall.",
    inputs,
    outputs: z.object({ status: z.string() } satisfies Fields<digitalocean.Firewall>),
    async create(_context, args) {
      const id = `firewall-${account.next()}`;
      return { id, outputs: await put(id, args) };
    },
    update: (_context, id, _state, args) => put(id, args),
    async delete(_context, id) {
      account.remove(id);
      await centre.applyRules();
    },
  });
};
