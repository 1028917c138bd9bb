import { z } from "zod";
import { machineInputs } from "../../../provisioners/machines/schema";
import { dnsLabel } from "../../settings/schema/dns-label";
import type { SettingsWith } from "../../settings/schema/schema";
import { addressBlocks } from "../../topology";

const { cpus, memory, image } = machineInputs.shape;

/** Keys of the configuration for a lab. */
export const labKeys = {
  top: {
    lab: z
      .strictObject({
        name: dnsLabel.optional().describe("name of the lab; by default the Pulumi stack's"),
        network: z.cidrv4().default("10.77.0.0/24").describe("private network of the machines, a /24"),
        image: image.describe(
          "docker (Docker and the NFS client are installed already), bare, or bare-bookworm (Debian 12)",
        ),
      })
      .prefault({})
      .describe("the lab itself"),
  },
  pool: {
    cpus: cpus.unwrap().optional().describe("processors of each machine"),
    memory: memory.unwrap().optional().describe("memory of each machine in MiB"),
    block: z
      .number()
      .int()
      .min(0)
      .max(addressBlocks - 1)
      .optional()
      .describe("block of addresses of the pool; by default its place in the list, so new pools belong at the end"),
  },
  nfs: {
    machine: z
      .strictObject({
        cpus: cpus.unwrap().optional().describe("its processors"),
        memory: memory.unwrap().optional().describe("its memory in MiB"),
      })
      .optional()
      .describe("a machine of its own, {} for one like the others"),
  },
};

export type LabSettings = SettingsWith<typeof labKeys>;
