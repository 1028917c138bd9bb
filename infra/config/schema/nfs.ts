import { z } from "zod";
import { machineInputs } from "../../../provisioners/machines/schema";
import { nfsClientSchema, nfsDiskSchema, nfsExportSchema } from "../../../provisioners/nfs/schema";

/** A disk that somebody else makes: its size is what it is. */
const { size: _, ...disk } = nfsDiskSchema.shape;

const client = z.preprocess(
  (value) => (typeof value === "string" ? { cidr: value } : value),
  z.strictObject({ ...nfsClientSchema.shape, cidr: nfsClientSchema.shape.cidr.describe("such as 10.20.0.0/24") }),
);

/** The key `nfs` of the configuration; `host` is how to reach a machine that exists. */
export function nfsSettings<H extends z.ZodType>(host: H, dnsLabel: z.ZodString) {
  return z.strictObject({
    on: dnsLabel.optional().describe("name of the machine of the swarm that serves NFS"),
    machine: z
      .strictObject({
        cpus: machineInputs.shape.cpus.unwrap().optional().describe("its processors"),
        memory: machineInputs.shape.memory.unwrap().optional().describe("its memory in MiB"),
      })
      .optional()
      .describe("a machine of its own in a lab, {} for one like the others"),
    host: host.optional().describe("a host of its own, outside of the swarm"),
    exports: z
      .array(
        z.strictObject({
          path: nfsExportSchema.shape.path.describe("directory to export, such as /srv/data"),
          clients: z.array(client).min(1).optional().describe("networks that may mount it; by default the machines"),
          owner: nfsExportSchema.shape.owner,
          mode: nfsExportSchema.shape.mode,
        }),
      )
      .min(1)
      .describe("directories to export"),
    disk: z.strictObject(disk).optional().describe("disk for the data"),
  });
}
