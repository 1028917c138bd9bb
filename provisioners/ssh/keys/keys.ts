import { createHash } from "node:crypto";
import { type ParsedKey, type ServerHostKeyAlgorithm, utils } from "ssh2";
import { SwarmError } from "../../core/errors";

/** As `ssh-keygen -l` prints it. */
export function fingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash("sha256").update(publicKey).digest("base64").replace(/=+$/, "")}`;
}

/** The login key, checked before anything is dialled. */
export function parsePrivateKey(text: string, host: string): ParsedKey {
  const key = utils.parseKey(text);
  if (!(key instanceof Error) && key.isPrivateKey()) return key;
  const encrypted = key instanceof Error && /encrypted/i.test(key.message);
  throw new SwarmError({
    code: "SSH_BAD_KEY",
    summary: encrypted
      ? "The private key is protected by a passphrase, which is not supported"
      : "The private key cannot be read",
    host,
    // The parser's message names the format only; it never holds key material.
    cause: key instanceof Error ? key.message : "the text is a public key",
    fix: encrypted
      ? "Give a key without a passphrase: `ssh-keygen -p -N ''` on a copy of it, stored as a Pulumi secret"
      : "Give the whole private key file in OpenSSH or PEM form, its BEGIN and END lines and line breaks included",
  });
}

/** The host key that a host must present. */
export interface HostPin {
  readonly fingerprint: string;
  /** Key algorithms to ask for, the pinned key's own first. SHA-1 signatures (`ssh-rsa`) are never accepted. */
  readonly algorithms: ServerHostKeyAlgorithm[];
}

const ALGORITHMS: ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

/** Reads a pin: `SHA256:…`, or a public key as it stands in known_hosts, with or without the host's name before it. */
export function parseHostPin(text: string, host: string): HostPin {
  const print = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text.trim())?.[1];
  if (print) return { fingerprint: `SHA256:${print}`, algorithms: ALGORITHMS };
  const line = /(?:^|\s)((?:ssh|ecdsa)-\S+)\s+([A-Za-z0-9+/]+=*)(?:\s|$)/.exec(text.trim());
  const key = line && utils.parseKey(`${line[1]} ${line[2]}`);
  if (!key || key instanceof Error) {
    throw new SwarmError({
      code: "SSH_BAD_HOST_KEY",
      summary: "The pinned host key cannot be read",
      host,
      cause: `got \`${text.trim().slice(0, 60)}\``,
      fix: "Give a line of `ssh-keyscan`, such as `ssh-ed25519 AAAA…`, or a fingerprint, such as `SHA256:…`",
    });
  }
  const wanted = ALGORITHMS.filter((name) => name === key.type || (key.type === "ssh-rsa" && name.startsWith("rsa-")));
  return {
    fingerprint: fingerprint(key.getPublicSSH()),
    // The other types stay on offer, so that a mismatch can name the key that the host does have.
    algorithms: [...wanted, ...ALGORITHMS.filter((name) => !wanted.includes(name))],
  };
}
