import { z } from "zod";
import { named } from "../../schema/marks";

export const recover = named(
  "Recovery",
  z.object({
    swarmId: z.string().min(1).describe("ID of the swarm, as a confirmation."),
    survivor: z.string().min(1).describe("Name of the manager whose data the swarm goes on with."),
  }),
)
  .optional()
  .describe(
    "Recovery from a lost quorum, an explicit act: the survivor goes on as the only manager, the others' records are " +
      "removed. Take it out again afterwards.",
  );
