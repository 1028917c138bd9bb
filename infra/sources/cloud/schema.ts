import { z } from "zod";
import { dnsLabel } from "../../config/schema/dns-label";

const gibibytes = (least: number) => z.number().int().min(least).max(16_384);
const size = z.string().regex(/^[a-z0-9.-]+$/, "must be a size as the cloud names it, such as s-2vcpu-4gb or t3.small");

/** Keys of a pool that only clouds have. */
export const poolInCloud = {
  size: size
    .optional()
    .describe(
      "cloud: size of each machine in the cloud's own words; by default `cloud.size`. Another size is another machine",
    ),
  zones: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("aws: zones of the pool, in turn by number; by default `cloud.zones`. Changing the list moves machines"),
  spot: z.boolean().optional().describe("aws, workers only: spare capacity, cheaper and taken away at short notice"),
  disk: gibibytes(8).optional().describe("aws: root disk of each machine in GiB; by default 20"),
};

const nfs = z.strictObject({
  kind: z.enum(["host", "efs"]).default("host").describe("a machine with a volume, or (aws) the Elastic File System"),
  size: size.optional().describe("size of the machine; by default `cloud.size`"),
  volume: gibibytes(1)
    .default(50)
    .describe("size of the volume in GiB; it can grow, and its file system with it, never shrink"),
  volumeId: z.string().min(1).optional().describe("ID of an existing volume to use instead of making one"),
  zone: z.string().min(1).optional().describe("aws: zone of the machine and its volume; by default the first"),
  retain: z.boolean().default(false).describe("keep the volume and what is on it when the cluster is destroyed"),
});

/** Where in a cloud the machines stand, and what stands around them. */
export const cloudSettings = z.strictObject({
  name: dnsLabel
    .max(40)
    .optional()
    .describe("what the cloud's things are called; by default project and stack. It must be unique in the account"),
  region: z
    .string()
    .regex(/^[a-z]{2,}[a-z0-9-]*[0-9]$/, "must be a region such as fra1 (DigitalOcean) or eu-central-1 (AWS)")
    .describe("region, such as fra1 or eu-central-1"),
  admins: z
    .array(z.cidrv4())
    .min(1)
    .describe("networks that may connect by SSH, such as [203.0.113.7/32]: yours, where `pulumi up` runs"),
  clients: z
    .array(z.cidrv4())
    .min(1)
    .default(["0.0.0.0/0"])
    .describe("networks that may use published ports; by default everyone"),
  network: z.cidrv4().optional().describe("private network of the machines; by default 10.66.0.0/16. Fixed once made"),
  vpc: z.string().min(1).optional().describe("ID of an existing VPC to use; `network` then says its range"),
  subnets: z
    .record(z.string(), z.string().min(1))
    .optional()
    .describe("aws, with `vpc`: zone to subnet ID, such as {eu-central-1a: subnet-0abc}"),
  zones: z
    .array(z.string().min(1))
    .min(1)
    .max(3)
    .optional()
    .describe("aws: 1 to 3 availability zones; by default the region's a, b and c"),
  size: size.optional().describe("size of machines that say none; by default s-1vcpu-2gb or t3.small"),
  image: z
    .string()
    .min(1)
    .optional()
    .describe(
      "DigitalOcean: image such as ubuntu-24-04-x64 (the default). AWS: ubuntu-24.04 (the default), ubuntu-22.04, " +
        "debian-12, debian-13, whose newest image is looked up once for each machine, or ami-…, which replaces " +
        "machines when it changes",
    ),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a user name of Linux")
    .optional()
    .describe("login user with sudo; by default `swarm` (DigitalOcean) or the image's own (AWS)"),
  addresses: z
    .enum(["public", "private"])
    .default("public")
    .describe("public: every machine has a public address. private (aws): a bastion and a NAT gateway lead in and out"),
  bastion: z
    .strictObject({ size: size.optional().describe("size of the bastion; by default `cloud.size`") })
    .optional()
    .describe("the bastion, with `addresses: private`"),
  loadBalancer: z.boolean().default(false).describe("published ports are reached through a load balancer, only"),
  reservedIps: z
    .enum(["none", "managers", "all"])
    .default("none")
    .describe("public addresses that outlive their machine: for none, the managers or all"),
  nfs: nfs.optional().describe("shared storage for the nodes"),
  project: z.string().min(1).optional().describe("digitalocean: ID of the project to put everything into"),
  protect: z
    .boolean()
    .default(false)
    .describe("refuse, in the preview already, whatever would delete or replace a manager or the NFS volume"),
});

export type CloudSettings = z.output<typeof cloudSettings>;
export type NfsSettings = z.output<typeof nfs>;
