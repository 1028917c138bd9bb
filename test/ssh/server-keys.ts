import { type ParsedKey, type PublicKeyAuthContext, utils } from "ssh2";
import { generateKey } from "../../provisioners/ssh/keys/generate";

export const newKey = (type: "ed25519" | "ecdsa" = "ed25519") =>
  type === "ed25519" ? generateKey() : ecdsaKey(utils.generateKeyPairSync("ecdsa", { bits: 256 }));
const ecdsaKey = (pair: { private: string; public: string }) => ({ privateKey: pair.private, publicKey: pair.public });

/** The login key that every test server knows. */
export const loginKey = newKey();
export const allowed = utils.parseKey(loginKey.publicKey) as ParsedKey;

/** The first request of a login asks whether the key would do, and carries no signature. */
export function isSigned({ signature, blob, hashAlgo }: PublicKeyAuthContext): boolean {
  return !signature || !blob || allowed.verify(blob, signature, hashAlgo) === true;
}
