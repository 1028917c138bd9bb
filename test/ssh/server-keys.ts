import { type ParsedKey, type PublicKeyAuthContext, utils } from "ssh2";
import { generateKey } from "../../provisioners/ssh/keys/generate";

export const newKey = (type: "ed25519" | "ecdsa" = "ed25519") =>
  type === "ed25519" ? generateKey() : ecdsaKey(utils.generateKeyPairSync("ecdsa", { bits: 256 }));
const ecdsaKey = (pair: { private: string; public: string }) => ({ privateKey: pair.private, publicKey: pair.public });

/** The login key that every test server knows. */
export const loginKey = newKey();

/** Tells whether a key that somebody shows may log in. */
export class AuthorizedKey {
  readonly #key: ParsedKey;

  constructor(publicKey = loginKey.publicKey) {
    this.#key = utils.parseKey(publicKey) as ParsedKey;
  }

  /** The first request of a login asks whether the key would do, and carries no signature. */
  admits({ key, signature, blob, hashAlgo }: PublicKeyAuthContext): boolean {
    if (!key.data.equals(this.#key.getPublicSSH())) return false;
    return !signature || !blob || this.#key.verify(blob, signature, hashAlgo) === true;
  }
}
