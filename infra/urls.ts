import type { PublishedPort } from "./published";

/** Container ports that web servers commonly listen on; 443 and 8443 with TLS. */
const webPorts = [80, 3000, 5000, 8000, 8080, 8081, 8888, 9000, 9090];
const tlsPorts = [443, 8443];

/** URL of a published port: `http`, `https`, or its protocol where it hardly is a web server's. */
export function urlOf({ target, protocol }: Pick<PublishedPort, "target" | "protocol">, endpoint: string): string {
  if (protocol !== "tcp") return `${protocol}://${endpoint}`;
  if (tlsPorts.includes(target)) return `https://${endpoint}`;
  return webPorts.includes(target) ? `http://${endpoint}` : `tcp://${endpoint}`;
}

/** A host as it stands before a port: IPv6 addresses in brackets. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
