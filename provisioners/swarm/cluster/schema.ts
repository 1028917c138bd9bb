import { z } from "zod";
import { usualDataPathPort } from "../../host/ports";
import { named, secret, stable } from "../../schema/marks";
import { managerSchema, managersSchema } from "../access/schema";
import { recover } from "../recovery/schema";
import { ca, joinTokenRotation, restore, specSettings, unlockKeyRotation } from "./settings-schema";

/** Inputs of `Swarm`: the swarm as a whole. The first manager is where it starts; later it has no privilege. */
export const swarmInputs = z.object({
  managers: managersSchema,
  addressPools: z
    .array(z.cidrv4())
    .min(1)
    .default(["10.201.0.0/16"])
    .describe(
      "Pools that overlay networks take their subnets from; must overlap no network of any machine. Set only when the swarm is made.",
    ),
  subnetSize: z
    .number()
    .int()
    .min(16)
    .max(29)
    .default(24)
    .describe("Mask length of each overlay network. Set only when the swarm is made."),
  dataPathPort: z
    .number()
    .int()
    .min(1024)
    .max(49151)
    .default(usualDataPathPort)
    .describe("UDP port of overlay networks between nodes. Set only when the swarm is made."),
  ...specSettings,
  joinTokenRotation,
  unlockKeyRotation,
  ca,
  recover,
  restore,
});

export const swarmOutputs = z.object({
  swarmId: stable(z.string()).describe("ID of the swarm."),
  joinTokens: stable(secret(named("JoinTokens", z.object({ manager: z.string(), worker: z.string() })))).describe(
    "Join tokens.",
  ),
  unlockKey: secret(z.string()).optional().describe("Unlock key, where autolock is on."),
  formerManagers: z.array(managerSchema).optional().describe("Managers that are listed no more and have not left yet."),
  caRotations: z.number().int().optional().describe("How often Docker was asked for a new root certificate."),
});
