import { z } from "zod";
import { named } from "../../../schema/marks";

/** When nodes remove what nothing uses any more. */
export const prunePolicy = named(
  "PrunePolicy",
  z.object({
    schedule: z
      .string()
      .regex(/^[A-Za-z0-9*:,./~ -]+$/, "must be a calendar event of systemd, such as daily or Sun 03:00")
      .default("daily")
      .describe("when, as a calendar event of systemd: daily, weekly, Sun 03:00; up to 15 minutes later on each node"),
    keep: z
      .string()
      .regex(/^[1-9]\d*[hd]$/, "must be hours or days, such as 36h or 7d")
      .default("7d")
      .describe("for how long what is no longer used stays, such as 36h or 7d"),
  }),
);

export type PrunePolicy = z.output<typeof prunePolicy>;
