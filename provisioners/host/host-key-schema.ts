import { z } from "zod";
import { replaces } from "../schema/marks";
import { connectionSchema } from "../ssh/schema";

/** Inputs of `HostKey`: the key that a machine shows from its first contact on. */
export const hostKeyInputs = z.object({
  name: z.string().min(1).describe("Name of the host, for messages."),
  machine: replaces(z.string().min(1)).describe("ID of the machine: another machine makes another key."),
  connection: connectionSchema.describe(
    "How to reach the host. Its `hostKey` is the bootstrap key, of type ecdsa: good for the first contact only.",
  ),
});

export const hostKeyOutputs = z.object({
  hostKey: z.string().describe("The key made on the host, as in known_hosts (`ssh-ed25519 AAAA…`)."),
});
