import { createHash } from "node:crypto";
import { type ParsedKey, type ServerHostKeyAlgorithm, utils } from "ssh2";
import { SwarmError } from "../../core/errors";

/** As `ssh-keygen -l` prints it. */
export function fingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash("sha256").update(publicKey).digest("base64").replace(/=+$/, "")}`;
}

/** The login key, checked before anything is dialled. */
export function parsePrivateKey(text: string, host: string, passphrase?: string): ParsedKey {
  const key = utils.parseKey(text, passphrase);
  if (!(key instanceof Error) && key.isPrivateKey()) return key;
  const encrypted = key instanceof Error && /encrypted|passphrase|decrypt|integrity/i.test(key.message);
  throw new SwarmError({
    code: "SSH_BAD_KEY",
    summary: encrypted
      ? `The private key is protected by ${passphrase === undefined ? "a passphrase" : "another passphrase"}`
      : "The private key cannot be read",
    host,
    // The parser's message names the format only; it never holds key material.
    cause: key instanceof Error ? key.message : "the text is a public key",
    fix: encrypted
      ? "Set `passphrase` (with --secret), or add the key to an SSH agent and leave `privateKey` out"
      : "Give the whole private key file in OpenSSH or PEM form, its BEGIN and END lines and line breaks included",
  });
}

/** The host keys of which a host must present one. */
export interface HostPin {
  readonly fingerprints: readonly string[];
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

/** Reads pins, one a line: `SHA256:…`, or a public key as in known_hosts, with or without the host's name before it. */
export function parseHostPin(text: string, host: string): HostPin {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pins = (lines.length > 0 ? lines : [""]).map((line) => parseLine(line, host));
  return {
    fingerprints: [...new Set(pins.map(({ fingerprint }) => fingerprint))],
    algorithms: [...new Set([...pins.flatMap(({ wanted }) => wanted), ...ALGORITHMS])],
  };
}

/** One pin, and the algorithms that its key signs with. */
function parseLine(text: string, host: string): { fingerprint: string; wanted: readonly ServerHostKeyAlgorithm[] } {
  const print = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text.trim())?.[1];
  if (print) return { fingerprint: `SHA256:${print}`, wanted: [] };
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
  // The other types stay on offer, so that a mismatch can name the key that the host does have.
  return { fingerprint: fingerprint(key.getPublicSSH()), wanted };
}
