import { z } from "zod";
import { named, secret } from "../schema/marks";

const endpoint = {
  host: z.string().min(1).describe("Address or name to dial."),
  port: z.number().int().min(1).max(65535).default(22).describe("SSH port."),
  user: z.string().min(1).default("root").describe("Login user; a user other than root needs sudo."),
  sudoPassword: secret(z.string().min(1))
    .optional()
    .describe("Password that sudo asks the user for. Left out where sudo asks for none."),
  privateKey: secret(z.string().min(1)).describe("Private key in OpenSSH or PEM form."),
  hostKey: z
    .string()
    .min(1)
    .describe("The host's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint (`SHA256:…`)."),
};

/** How to reach one host over SSH. The host key is always checked: there is no way to accept an unknown one. */
export const connectionSchema = named(
  "Connection",
  z.object({
    ...endpoint,
    jump: named("JumpHost", z.object(endpoint)).optional().describe("A host to go through (ProxyJump)."),
  }),
);

export type Connection = z.output<typeof connectionSchema>;

/** A host with the name that messages call it by. */
export const namedHostSchema = named(
  "NamedHost",
  z.object({
    name: z.string().min(1).describe("Name of the machine, for messages."),
    connection: connectionSchema,
  }),
);

/** Output of resources that do the same on many hosts. */
export const pendingHosts = z
  .array(z.string())
  .optional()
  .describe("Hosts that were out of reach: what is due there is done by a later run.");

export type NamedHost = z.output<typeof namedHostSchema>;
