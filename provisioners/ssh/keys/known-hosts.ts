import { createHmac } from "node:crypto";
import { matchesPatterns } from "./patterns";

/** What a known_hosts file says of a host. */
export interface KnownKeys {
  /** Public keys, each as `type base64`. */
  keys: string[];
  /** Keys that must not be accepted, whoever else lists them. */
  revoked: string[];
}

/** Pure: the keys of a host; `name` is as `knownName` makes it. Certificates (`@cert-authority`) are not supported. */
export function knownKeys(text: string, name: string): KnownKeys {
  const found = text.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
    const [names = "", type = "", key = ""] = words;
    if (names.startsWith("#") || !key || marker === "@cert-authority" || !isNamed(names, name)) return [];
    return [{ key: `${type} ${key}`, isRevoked: marker === "@revoked" }];
  });
  const revoked = found.filter(({ isRevoked }) => isRevoked).map(({ key }) => key);
  const keys = [...new Set(found.map(({ key }) => key))].filter((key) => !revoked.includes(key));
  return { keys, revoked };
}

/** A host as known_hosts names it. */
export function knownName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

function isNamed(names: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(names) ?? [];
  if (salt && hash) return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
  return matchesPatterns(names.toLowerCase().split(","), name);
}
