import { utils } from "ssh2";

export interface GeneratedKey {
  /** In OpenSSH form. */
  privateKey: string;
  /** As a line of authorized_keys or known_hosts. */
  publicKey: string;
}

/** Kinds of keys that are made; ecdsa is of 256 bits. */
export const keyTypes = ["ed25519", "ecdsa"] as const;

/**
 * A new key. ssh2 strips zero bytes from the front of an ed25519 public key, so that one in 256 of its key pairs is
 * broken and nothing can read it; such a pair is thrown away.
 */
export function generateKey(comment?: string, type: (typeof keyTypes)[number] = "ed25519"): GeneratedKey {
  for (;;) {
    const pair =
      type === "ecdsa"
        ? utils.generateKeyPairSync(type, { bits: 256, comment })
        : utils.generateKeyPairSync(type, { comment });
    if (utils.parseKey(pair.private) instanceof Error) continue;
    return { privateKey: pair.private, publicKey: pair.public.trim() };
  }
}
