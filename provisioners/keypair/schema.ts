import { z } from "zod";
import { named, replaces, secret } from "../schema/marks";
import { keyTypes } from "../ssh/keys/generate";

/** Inputs of `KeyPair`: a key for SSH. */
export const keyPairInputs = z.object({
  type: replaces(named("KeyType", z.enum(keyTypes)).default("ed25519")).describe("Kind of the key."),
  comment: replaces(z.string().regex(/^[^\n\r]*$/, "must be one line"))
    .optional()
    .describe("Comment at the end of the public key, such as `deploy@example`."),
});

export const keyPairOutputs = z.object({
  publicKey: z.string().describe("The public key as in authorized_keys (`ssh-ed25519 AAAA…`)."),
  privateKey: secret(z.string()).describe("The private key in OpenSSH form."),
});
