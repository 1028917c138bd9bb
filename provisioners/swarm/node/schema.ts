import { z } from "zod";
import { named, replaces, stable } from "../../schema/marks";
import { connectionSchema } from "../../ssh/schema";
import { dataPathAddress, inSwarm, listenAddress } from "../access/schema";

/** Inputs of `Node`: one host's membership in a swarm. */
export const nodeInputs = z.object({
  ...inSwarm,
  name: z.string().min(1).describe("Name of the host, for messages."),
  connection: connectionSchema.describe("How to reach the host."),
  role: named("NodeRole", z.enum(["manager", "worker"])).describe("What the node is in the swarm."),
  address: replaces(z.ipv4()).describe("Advertise address: the host's IP address on the private network."),
  availability: named("NodeAvailability", z.enum(["active", "pause", "drain"]))
    .default("active")
    .describe("Whether tasks may run there."),
  labels: z.record(z.string(), z.string()).default({}).describe("Node labels; others on the node stay."),
  listenAddress: replaces(listenAddress),
  dataPathAddress: replaces(dataPathAddress),
});

export const nodeOutputs = z.object({
  nodeId: stable(z.string()).describe("ID of the node in the swarm."),
  hostname: stable(z.string()).describe("Host name as the swarm knows it."),
});

/** A node that is being removed from its swarm. */
export type Leaver = Pick<z.output<typeof nodeInputs>, "connection" | "name" | "address"> & { nodeId: string };
