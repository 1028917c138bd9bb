import { z } from "zod";

/** Inputs of `LabImages`. */
export const labImagesInputs = z.object({
  images: z.array(z.string().min(1)).describe("Images as stack files name them: `redis:8.2-alpine`."),
});

export const labImagesOutputs = z.object({
  standIns: z
    .record(z.string(), z.string())
    .describe("Images that are stand-ins, because the public ones cannot be pulled here, and what they are."),
});
