import { z } from "zod";
import { passive } from "../schema/marks";
import { namedHostSchema, pendingHosts } from "../ssh/schema";

/** Inputs of `Images`: container images that nodes have before anything asks for them. */
export const imagesInputs = z.object({
  hosts: z.array(namedHostSchema).min(1).describe("Where they are to be: all nodes."),
  archives: passive(z.array(z.string().min(1)).min(1)).describe(
    "Files of `docker save` on the machine that runs Pulumi, not compressed. Their images count, not where they lie.",
  ),
});

export const imagesOutputs = z.object({
  images: z.record(z.string(), z.string()).describe("Name of each image → its ID in the archive."),
  pending: pendingHosts,
});
