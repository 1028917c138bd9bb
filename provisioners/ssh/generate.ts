import { utils } from "ssh2";

export interface GeneratedKey {
  /** In OpenSSH form. */
  privateKey: string;
  /** As a line of authorized_keys or known_hosts. */
  publicKey: string;
}

/**
 * A new ed25519 key. ssh2 strips zero bytes from the front of a public key, so that one in 256 of its key pairs is
 * broken and nothing can read it; such a pair is thrown away.
 */
export function generateKey(comment?: string): GeneratedKey {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519", { comment });
    if (utils.parseKey(pair.private) instanceof Error) continue;
    return { privateKey: pair.private, publicKey: pair.public.trim() };
  }
}
