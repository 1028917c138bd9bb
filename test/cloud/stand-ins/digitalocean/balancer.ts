import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, stable } from "../../../../provisioners/schema/marks";
import { publicAddress } from "../data-centre";
import { checkName } from "../names";
import type { Fields } from "../shape";
import type { Cloud } from "./cloud";
import { checkRegion } from "./offers";
import { assign, DEFAULT_PROJECT } from "./project";

const protocol = z.enum(["tcp", "udp", "http", "https"]);
const port = z.number().int().min(1).max(65_535);

const inputs = z.object({
  name: z.string(),
  region: replaces(z.string()),
  vpcUuid: replaces(z.string()),
  dropletTag: z.string(),
  forwardingRules: z
    .array(z.object({ entryPort: port, entryProtocol: protocol, targetPort: port, targetProtocol: protocol }))
    .min(1),
  healthcheck: z.object({ protocol: z.enum(["tcp", "http", "https"]), port }),
  projectId: z.string().optional(),
  enableProxyProtocol: z.boolean().optional(),
} satisfies Fields<digitalocean.LoadBalancerArgs>);

const outputs = z.object({
  ip: stable(z.string()),
  loadBalancerUrn: stable(z.string()),
  /** The project at the last look, which each update sends along. */
  projectId: z.string(),
} satisfies Fields<digitalocean.LoadBalancer>);

/** A load balancer in front of every droplet with a tag. */
export const loadBalancer = ({ account, settings }: Cloud) => {
  const put = (id: string, ip: string, args: z.output<typeof inputs>, projectId: string) => {
    checkName("loadBalancer", args.name);
    checkRegion(args.region);
    account.must("Vpc", args.vpcUuid);
    account.must("Tag", args.dropletTag);
    account.put("LoadBalancer", id, { ...args, ip });
    assign(account, `do:loadbalancer:${id}`, projectId);
  };
  return defineResource({
    name: "index/loadBalancer:LoadBalancer",
    description: "A load balancer.",
    inputs,
    outputs,
    async create(_context, args) {
      const number = account.next();
      const id = `balancer-${number}`;
      const projectId = args.projectId ?? DEFAULT_PROJECT;
      const ip = publicAddress(settings, number);
      put(id, ip, args, projectId);
      return { id, outputs: { ip, loadBalancerUrn: `do:loadbalancer:${id}`, projectId } };
    },
    async update(_context, id, { ip, loadBalancerUrn, projectId: before }, args) {
      const projectId = args.projectId ?? before;
      put(id, ip, args, projectId);
      return { ip, loadBalancerUrn, projectId };
    },
    async delete(_context, id) {
      account.remove(id);
    },
  });
};
