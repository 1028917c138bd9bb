import { createHash } from "node:crypto";
import { utils } from "ssh2";
import { keyPairInputs, keyPairOutputs } from "./keypair-schema";
import { defineResource } from "./resource";

/** An SSH key that lives in the state of the stack and nowhere else. */
export const keyPair = defineResource({
  name: "KeyPair",
  description: "An ed25519 key for SSH; the private key is kept as a secret in the state of the stack.",
  inputs: keyPairInputs,
  outputs: keyPairOutputs,
  async create(_context, { comment }) {
    const pair = utils.generateKeyPairSync("ed25519", { comment: comment ?? "pulumi-swarm" });
    return { id: fingerprint(pair.public), outputs: { publicKey: pair.public.trim(), privateKey: pair.private } };
  },
});

/** A public key's fingerprint as `ssh-keygen -l` prints it. */
function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
