import type { ParsedKey } from "ssh2";

/** Loads the SSH client only where a key is to be read: the program itself connects to nothing. */
function parseKey(text: string, passphrase?: string): ParsedKey | Error {
  const { utils } = require("ssh2") as typeof import("ssh2");
  return utils.parseKey(text, passphrase);
}

/** What is wrong with a private key's text, and the fix; `undefined` for a usable one. The text is never repeated. */
export function privateKeyProblem(text: string, passphrase?: string): string | undefined {
  const key = parseKey(text, passphrase);
  if (key instanceof Error) {
    if (passphrase !== undefined && /passphrase|decrypt|integrity/i.test(key.message)) {
      return "is encrypted with another passphrase than `passphrase`";
    }
    return /passphrase|encrypted/i.test(key.message)
      ? "is encrypted with a passphrase: set `passphrase` with --secret, use an agent (`agent: true`), or make a copy without one (`ssh-keygen -p -N '' -f COPY`)"
      : "is not a private key: an OpenSSH or PEM file that begins with `-----BEGIN … PRIVATE KEY-----` is needed";
  }
  const keys = Array.isArray(key) ? key : [key];
  return keys.every((each) => each.isPrivateKey())
    ? undefined
    : "is a public key: the private one has the same file name without `.pub`";
}

/** What is wrong with a host key, and the fix; `undefined` for `ssh-ed25519 AAAA…` or `SHA256:…`. */
export function hostKeyProblem(text: string, host: string, port: number): string | undefined {
  const line = text.trim();
  if (/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(line)) return undefined;
  const isKey = (words: string[]) => /^(ssh|ecdsa|sk)-/.test(words[0] ?? "") && parses(words.slice(0, 2).join(" "));
  const words = line.split(/\s+/);
  if (isKey(words)) return undefined;
  if (isKey(words.slice(1))) return "begins with a host name, as in known_hosts: leave that word out";
  return (
    "is no host key: give `ssh-ed25519 AAAA…` or `SHA256:…`. " +
    `See it with \`ssh-keyscan -t ed25519 -p ${port} ${host}\` and compare it on the host: ` +
    "`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`"
  );
}

function parses(key: string): boolean {
  return !(parseKey(key) instanceof Error);
}
