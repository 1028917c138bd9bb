import { z } from "zod";
import { usualDataPathPort } from "../host/ports";
import { replaces, secret, stable } from "../schema/marks";
import { connectionSchema } from "../ssh/schema";
import { ca, joinTokenRotation, recover, specSettings, unlockKeyRotation } from "./cluster/settings-schema";

const listenAddress = z.ipv4().optional().describe("Address on which Docker listens on port 2377. Default: all.");
const dataPathAddress = z
  .ipv4()
  .optional()
  .describe("Address for the traffic of overlay networks. Default: the advertise address.");

/** A manager as everything that talks to the swarm needs it: any reachable one will do. */
export const managerSchema = z.object({
  name: z.string().min(1).describe("Name of the machine, for messages."),
  address: z.ipv4().describe("Its advertise address: an IP address on the private network."),
  connection: connectionSchema,
  listenAddress,
  dataPathAddress,
});
export type Manager = z.output<typeof managerSchema>;

export const managersSchema = z.array(managerSchema).min(1).max(7).describe("All managers; any reachable one is used.");

/** Inputs of whatever is in a swarm. */
export const inSwarm = {
  swarmId: replaces(z.string().min(1)).describe("The swarm to be in."),
  managers: managersSchema,
};

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
});

export const swarmOutputs = z.object({
  swarmId: stable(z.string()).describe("ID of the swarm."),
  joinTokens: stable(secret(z.object({ manager: z.string(), worker: z.string() }))).describe("Join tokens."),
  unlockKey: secret(z.string()).optional().describe("Unlock key, where autolock is on."),
  formerManagers: z.array(managerSchema).optional().describe("Managers that are listed no more and have not left yet."),
  caRotations: z.number().int().optional().describe("How often Docker was asked for a new root certificate."),
});

/** Inputs of `Node`: one host's membership in a swarm. */
export const nodeInputs = z.object({
  ...inSwarm,
  name: z.string().min(1).describe("Name of the host, for messages."),
  connection: connectionSchema.describe("How to reach the host."),
  role: z.enum(["manager", "worker"]).describe("What the node is in the swarm."),
  address: replaces(z.ipv4()).describe("Advertise address: the host's IP address on the private network."),
  availability: z.enum(["active", "pause", "drain"]).default("active").describe("Whether tasks may run there."),
  labels: z.record(z.string(), z.string()).default({}).describe("Node labels; others on the node stay."),
  listenAddress: replaces(listenAddress),
  dataPathAddress: replaces(dataPathAddress),
});

export const nodeOutputs = z.object({
  nodeId: stable(z.string()).describe("ID of the node in the swarm."),
  hostname: stable(z.string()).describe("Host name as the swarm knows it."),
});
