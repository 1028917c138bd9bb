import { z } from "zod";
import { named, replaces } from "../schema/marks";
import { connectionSchema } from "../ssh/schema";

const id = z.number().int().min(0).max(4_294_967_294);

export const nfsClientSchema = named(
  "NfsExportClient",
  z.object({
    cidr: z.cidrv4().describe("Addresses that may mount it, such as 10.20.0.0/24 or 10.20.0.11/32."),
    access: named("NfsAccess", z.enum(["rw", "ro"]))
      .default("rw")
      .describe("Whether they may write."),
    rootSquash: z.boolean().default(true).describe("Their root counts as nobody, not as root of the server."),
    allSquash: z.boolean().default(false).describe("All of their users count as nobody."),
    anonUid: id.optional().describe("User ID of nobody. Default: 65534."),
    anonGid: id.optional().describe("Group ID of nobody. Default: 65534."),
  }),
);

export const nfsExportSchema = named(
  "NfsExport",
  z.object({
    path: z.string().min(1).describe("Directory to export, made where it is missing; it is also what clients mount."),
    clients: z.array(nfsClientSchema).min(1).describe("Who may mount it, and how."),
    owner: z
      .string()
      .regex(/^\d+:\d+$/, "must be `<uid>:<gid>` in numbers, such as 1000:1000")
      .optional()
      .describe(
        "Owner of the directory itself as `<uid>:<gid>`; what it contains keeps its owners. Without it a new directory belongs to 65534:65534 (nobody), and one that is there stays as it is.",
      ),
    mode: z
      .string()
      .regex(/^[0-7]{3,4}$/, "must be octal, such as 0750")
      .optional()
      .describe("Mode of the directory itself, such as `0750`. Without it a new one gets 0755."),
  }),
);

export const nfsDiskSchema = named(
  "NfsDisk",
  z.object({
    device: replaces(z.string().min(1)).describe("Stable path of the disk, such as `/dev/disk/by-id/…`."),
    filesystem: replaces(named("Filesystem", z.enum(["ext4"])).default("ext4")).describe(
      "What a blank disk is formatted with.",
    ),
    mountPoint: replaces(z.string().min(1)).describe(
      "Directory that it is mounted on; exports below it are on the disk.",
    ),
    grow: z
      .boolean()
      .default(true)
      .describe("Give the file system what the device has gained, at the next change or refresh."),
    size: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe("Size that the device was given, in GiB: another one is a change, at which the file system grows."),
  }),
);

/** Inputs of `NfsServer`: NFSv4 exports on one host. */
export const nfsServerInputs = z.object({
  name: replaces(z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)).describe(
    "Name of the server, a DNS label: it names our files on the host.",
  ),
  connection: connectionSchema.describe("How to reach the host."),
  address: z.ipv4().describe("Address at which clients reach it, on the network that the machines share."),
  exports: z.array(nfsExportSchema).describe("Directories to export, at least one."),
  disk: nfsDiskSchema
    .optional()
    .describe("A disk for the data: formatted only when blank, mounted by its UUID, grown when the device has grown."),
  firewall: z
    .boolean()
    .default(true)
    .describe("Let the clients, and nobody else, through the host's firewall to 2049/tcp, where one is active."),
});

export const nfsServerOutputs = z.object({
  host: z.string().describe("Where clients reach it: `addr` of NFS volumes."),
  diskUuid: z.string().optional().describe("UUID of the disk's file system."),
});

/** Inputs of `NfsClient`: what a node needs to mount NFS volumes. */
export const nfsClientInputs = z.object({
  name: replaces(z.string().min(1)).describe("Name of the host, for messages."),
  connection: connectionSchema.describe("How to reach the host."),
  server: z
    .string()
    .regex(/^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/, "must be an IPv4 address or a DNS name")
    .describe("IPv4 address or DNS name of the NFS server; the host must reach its port 2049."),
});

export const nfsClientOutputs = z.object({});

export type NfsClientRule = z.output<typeof nfsClientSchema>;
export type NfsExport = z.output<typeof nfsExportSchema>;
export type NfsDisk = z.output<typeof nfsDiskSchema>;
