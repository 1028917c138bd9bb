import { z } from "zod";
import { named, secret } from "../schema/marks";

const endpoint = {
  host: z.string().min(1).describe("Address or name to dial."),
  port: z.number().int().min(1).max(65535).default(22).describe("SSH port."),
  user: z.string().min(1).default("root").describe("Login user; a user other than root needs sudo."),
  sudoPassword: secret(z.string().min(1))
    .optional()
    .describe("Password that sudo asks the user for. Left out where sudo asks for none."),
  privateKey: secret(z.string().min(1))
    .optional()
    .describe("Private key in OpenSSH or PEM form. Left out, the keys of the SSH agent are used (`SSH_AUTH_SOCK`)."),
  passphrase: secret(z.string().min(1)).optional().describe("Passphrase of the private key."),
  hostKey: z
    .string()
    .min(1)
    .describe(
      "The host's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint (`SHA256:…`). Several, one a line, where the host may have any of them.",
    ),
};

const jumpHost = named("JumpHost", z.object(endpoint));

/** How to reach one host over SSH. The host key is always checked: there is no way to accept an unknown one. */
export const connectionSchema = named(
  "Connection",
  z.object({
    ...endpoint,
    jump: jumpHost.optional().describe("A host to go through (ProxyJump)."),
    jumps: z
      .array(jumpHost)
      .optional()
      .describe("Hosts to go through one after the other, the first one first; in the place of `jump`."),
  }),
);

export type Connection = z.output<typeof connectionSchema>;
export type JumpHost = z.output<typeof jumpHost>;

/** The hosts to go through, the first one first. */
export function jumpsOf({ jump, jumps }: Pick<Connection, "jump" | "jumps">): readonly JumpHost[] {
  return jumps ?? (jump ? [jump] : []);
}

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
