import { createHash } from "node:crypto";
import { defineResource } from "../provider/resource";
import { generateKey } from "../ssh/keys/generate";
import { keyPairInputs, keyPairOutputs } from "./schema";

/** An SSH key that lives in the state of the stack and nowhere else. */
export const keyPair = defineResource({
  name: "KeyPair",
  description: "A key for SSH; the private key is kept as a secret in the state of the stack.",
  inputs: keyPairInputs,
  outputs: keyPairOutputs,
  async create(_context, { comment, type }) {
    const pair = generateKey(comment ?? "pulumi-swarm", type);
    return { id: fingerprint(pair.publicKey), outputs: { ...pair } };
  },
});

/** A public key's fingerprint as `ssh-keygen -l` prints it. */
function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
