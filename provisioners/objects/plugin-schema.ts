import { z } from "zod";
import { replaces } from "../schema/marks";
import { namedHostSchema, pendingHosts } from "../ssh/schema";

/** Inputs of `Plugin`: a managed plugin of Docker, the same on every host. */
export const pluginInputs = z.object({
  name: replaces(
    z.string().regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/, "must be lower-case letters and digits, such as `sshfs`"),
  ).describe("What the plugin is called on the hosts: the driver that volumes and services name."),
  image: z.string().min(1).describe("The plugin's image, such as `vieux/sshfs:1.4`. Another one is an upgrade."),
  hosts: z.array(namedHostSchema).min(1).describe("Where it is to be: all nodes whose tasks use it."),
  settings: z
    .record(z.string(), z.string())
    .default({})
    .describe("Settings as `docker plugin set` takes them, such as {DEBUG: '1'}; others keep the image's values."),
  grant: z
    .array(z.string())
    .default([])
    .describe(
      "What the plugin may do on the hosts, in the words of the refusal that lists it, such as `network: host`; `*` for all that it asks for.",
    ),
  enabled: z.boolean().default(true).describe("Whether it runs."),
});

export const pluginOutputs = z.object({
  ids: z.record(z.string(), z.string()).describe("Host → ID of the plugin there."),
  pending: pendingHosts,
});

export type PluginInputs = z.output<typeof pluginInputs>;
export type PluginOutputs = z.output<typeof pluginOutputs>;
