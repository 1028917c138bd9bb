import { z } from "zod";
import { dnsLabel } from "./dns-label";
import { keysFor } from "./source-keys";
import type { CloudSchema } from "./source-schema";

export const gibibytes = (least: number) => z.number().int().min(least).max(16_384);

/** The size of a machine, as the clouds name it. */
export function machineSize(clouds: readonly CloudSchema[]) {
  const examples = listed(clouds.map(({ cloud }) => cloud.size));
  return z
    .string()
    .regex(/^[a-z0-9.-]+$/, `must be a size as the cloud names it${examples && `, such as ${examples}`}`);
}

function nfs(clouds: readonly CloudSchema[]) {
  const services = clouds.flatMap(({ name, cloud }) =>
    Object.entries(cloud.storage ?? {}).map(([kind, title]) => ({ kind, title: `, or (${name}) ${title}` })),
  );
  return z.strictObject({
    kind: z
      .enum(["host", ...services.map(({ kind }) => kind)])
      .default("host")
      .describe(`a machine with a volume${services.map(({ title }) => title).join("")}`),
    size: machineSize(clouds).optional().describe("size of the machine; by default `cloud.size`"),
    volume: gibibytes(1)
      .default(50)
      .describe("size of the volume in GiB; it can grow, and its file system with it, never shrink"),
    volumeId: z.string().min(1).optional().describe("ID of an existing volume to use instead of making one"),
    ...keysFor(clouds, "cloudNfs"),
    retain: z.boolean().default(false).describe("keep the volume and what is on it when the cluster is destroyed"),
  });
}

const balancerKeys = z.strictObject({
  proxyProtocol: z
    .boolean()
    .default(false)
    .describe(
      "the balancer begins each connection with the client's address, in the PROXY protocol: every published TCP port must read it, as the stack `edge` does",
    ),
});

/** `true` stands for a balancer with nothing special, `false` for none. */
const loadBalancer = z
  .preprocess((value) => (typeof value === "boolean" ? (value ? {} : undefined) : value), balancerKeys.optional())
  .optional();

/** The key `cloud`: where in a cloud the machines stand, and what stands around them. */
export function cloudSettings(clouds: readonly CloudSchema[]) {
  const size = machineSize(clouds);
  const of = (text: keyof CloudSchema["cloud"]) =>
    listed(clouds.map(({ cloud, title }) => `${cloud[text]} (${title})`));
  return z.strictObject({
    name: dnsLabel
      .max(40)
      .optional()
      .describe(
        "what the cloud's things are called; by default project and stack. It must be unique in the account, and stays as it was first, whatever the stack is called later",
      ),
    region: z
      .string()
      .regex(/^[a-z]{2,}[a-z0-9-]*[0-9]$/, `must be a region such as ${of("region")}`)
      .describe(`region, such as ${of("region")}`),
    admins: z
      .array(z.cidrv4())
      .min(1)
      .describe("networks that may connect by SSH, such as [203.0.113.7/32]: yours, where `pulumi up` runs"),
    clients: z
      .array(z.cidrv4())
      .min(1)
      .default(["0.0.0.0/0"])
      .describe("networks that may use published ports; by default everyone"),
    network: z
      .cidrv4()
      .optional()
      .describe("private network of the machines; by default 10.66.0.0/16. Fixed once made"),
    vpc: z.string().min(1).optional().describe("ID of an existing VPC to use; `network` then says its range"),
    size: size.optional().describe(`size of machines that say none; by default ${of("size")}`),
    image: z
      .string()
      .min(1)
      .optional()
      .describe(clouds.map(({ title, cloud }) => `${title}: ${cloud.image}`).join(". ")),
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a user name of Linux")
      .optional()
      .describe(`login user with sudo; by default ${of("user")}`),
    addresses: z
      .enum(["public", "private"])
      .default("public")
      .describe(
        "public: every machine has a public address. private, where the cloud has it: a bastion and a NAT gateway lead in and out",
      ),
    loadBalancer: loadBalancer.describe(
      "true, or an object with keys: published ports are reached through a load balancer, only",
    ),
    reservedIps: z
      .enum(["none", "managers", "all"])
      .default("none")
      .describe("public addresses that outlive their machine: for none, the managers or all"),
    nfs: nfs(clouds).optional().describe("shared storage for the nodes"),
    ...keysFor(clouds, "cloud"),
    protect: z
      .boolean()
      .default(false)
      .describe("refuse, in the preview already, whatever would delete or replace a manager or the NFS volume"),
  });
}

/** `a, b or c`. */
function listed(words: readonly string[]): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" or ");
}
