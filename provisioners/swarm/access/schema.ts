import { z } from "zod";
import { named, replaces } from "../../schema/marks";
import { connectionSchema } from "../../ssh/schema";

export const listenAddress = z
  .ipv4()
  .optional()
  .describe("Address on which Docker listens on port 2377. Default: all.");
export const dataPathAddress = z
  .ipv4()
  .optional()
  .describe("Address for the traffic of overlay networks. Default: the advertise address.");

/** A manager as everything that talks to the swarm needs it: any reachable one will do. */
export const managerSchema = named(
  "Manager",
  z.object({
    name: z.string().min(1).describe("Name of the machine, for messages."),
    address: z.ipv4().describe("Its advertise address: an IP address on the private network."),
    connection: connectionSchema,
    listenAddress,
    dataPathAddress,
  }),
);
export type Manager = z.output<typeof managerSchema>;

export const managersSchema = z.array(managerSchema).min(1).max(7).describe("All managers; any reachable one is used.");

/** Inputs of whatever is in a swarm. */
export const inSwarm = {
  swarmId: replaces(z.string().min(1)).describe("The swarm to be in."),
  managers: managersSchema,
};
