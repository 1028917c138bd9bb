import { z } from "zod";
import { named, replaces } from "../../schema/marks";
import { connectionSchema } from "../../ssh/schema";
import { prunePolicy } from "./prune/schema";

export const allowSchema = named(
  "FirewallRule",
  z.object({
    protocol: named("FirewallProtocol", z.enum(["tcp", "udp", "esp"])).describe(
      "Protocol; `esp` carries encrypted overlay networks.",
    ),
    port: z.number().int().min(1).max(65535).optional().describe("Port; `esp` has none."),
    from: z.array(z.union([z.ipv4(), z.cidrv4()])).describe("Addresses or networks that it is open to."),
  }),
);

/** Inputs of `Host`: one host made ready for Docker and a swarm. */
export const hostInputs = z.object({
  name: replaces(z.string().min(1)).describe("Name of the host, for messages."),
  connection: connectionSchema.describe("How to reach the host."),
  hostname: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a DNS label of at most 63 characters")
    .optional()
    .describe("Host name to set; without it the host keeps its own."),
  peers: z
    .array(
      named(
        "Peer",
        z.object({
          name: z
            .string()
            .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, "must be a host name")
            .describe("Name of the machine."),
          address: z.ipv4().describe("Its address on the network that the machines share."),
        }),
      ),
    )
    .default([])
    .describe("Machines to name in a block of /etc/hosts; other lines are left alone."),
  timeSync: z
    .boolean()
    .default(true)
    .describe("Keep the time synchronisation on that is installed, chrony or systemd-timesyncd; none is installed."),
  kernel: z.boolean().default(true).describe("Load the kernel modules of overlay networks, and set what they need."),
  allow: z
    .array(allowSchema)
    .optional()
    .describe(
      "What the host's firewall is to let in: firewalld, ufw or nftables, whichever is in charge. Without it no firewall is touched.",
    ),
  publishedFrom: z
    .array(z.cidrv4())
    .min(1)
    .optional()
    .describe("Networks that may reach published ports (IPv4), the nodes' own among them. Without it everybody may."),
  rootDisk: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Size of the root disk in GiB, where the machine's source sets it: its file system grows with it."),
  closeMetadata: z
    .boolean()
    .default(false)
    .describe("Keep containers from the metadata service of clouds, 169.254.169.254."),
  prune: prunePolicy
    .optional()
    .describe(
      "A timer with which the host removes what Docker no longer uses, except what a rollback needs. Without it nothing is removed.",
    ),
});

export const hostOutputs = z.object({
  firewall: named("HostFirewall", z.enum(["firewalld", "ufw", "nftables", "none"])).describe(
    "The firewall that is in charge on the host, where one is to be used.",
  ),
  pending: z
    .boolean()
    .describe("True where the host could not be reached for the last change: the next run tries again."),
});
