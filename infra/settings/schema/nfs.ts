import { z } from "zod";
import { nfsClientSchema, nfsDiskSchema, nfsExportSchema } from "../../../provisioners/nfs/schema";
import { dnsLabel } from "./dns-label";
import { keysFor } from "./source-keys";
import type { SourceSchema } from "./source-schema";

/** A disk that somebody else makes: its size is what it is. */
const { size: _, ...disk } = nfsDiskSchema.shape;

const client = z.preprocess(
  (value) => (typeof value === "string" ? { cidr: value } : value),
  z.strictObject({ ...nfsClientSchema.shape, cidr: nfsClientSchema.shape.cidr.describe("such as 10.20.0.0/24") }),
);

/** The key `nfs`: shared storage in a lab or on hosts. */
export function nfsSettings(sources: readonly SourceSchema[]) {
  return z.strictObject({
    on: dnsLabel.optional().describe("name of the machine of the swarm that serves NFS"),
    ...keysFor(sources, "nfs"),
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
