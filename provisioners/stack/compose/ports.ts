import { isIP } from "node:net";

/** A port as a service publishes it. */
export interface Port {
  /** Port on the nodes. */
  port: number;
  /** Port in the container. */
  target: number;
  protocol: "tcp" | "udp" | "sctp";
  /** `ingress`: answers on every node; `host`: only where a task runs. */
  mode: "ingress" | "host";
}

/** A port that a stack publishes. */
export interface PublishedPort extends Port {
  service: string;
}

export interface ParsedPort {
  /** Ports that Docker chooses itself are left out: they are not known before. */
  ports: Port[];
  /** The entry names an address; Docker listens on all of them nevertheless. */
  address?: string;
  problem?: string;
}

const form = "a port is `8080:80`, `8080-8081:80-81` or `53:53/udp`";

/** Reads the short form, `[address:][published:]target[/protocol]`, by Docker's rules. */
export function parsePort(text: string): ParsedPort {
  const fail = (problem: string): ParsedPort => ({ ports: [], problem: `${problem}: ${form}` });
  const parts = text.split(":");
  const target = parts.pop() ?? "";
  const published = parts.pop() ?? "";
  const address = parts.join(":");
  const [container = "", name = "tcp", ...more] = target.split("/");
  const protocol = (name || "tcp").toLowerCase();
  if (protocol !== "tcp" && protocol !== "udp" && protocol !== "sctp") return fail("has an unknown protocol");
  if (more.length > 0) return fail("has two protocols");
  const [, inBrackets] = /^\[(.*)\]$/.exec(address) ?? [];
  const isAddress = inBrackets === undefined ? isIP(address) === 4 : isIP(inBrackets) > 0;
  if (address !== "" && !isAddress) return fail("has no valid address (IPv6 goes in brackets)");
  const targets = rangeOf(container);
  if (!targets || targets[0] === 0) return fail("has no valid port of the container");
  const known = { ports: [] as Port[], ...(address && { address }) };
  if (published === "") return known;
  const numbers = rangeOf(published);
  if (!numbers) return fail("has no valid published port");
  if (numbers.length !== targets.length && targets.length !== 1) return fail("has two ranges of different lengths");
  const ports = numbers.map((port, index) => ({
    port,
    target: targets[index] ?? (targets[0] as number),
    protocol: protocol as Port["protocol"],
    mode: "ingress" as const,
  }));
  // Port 0 leaves the choice to Docker.
  return { ...known, ports: ports.filter(({ port }) => port > 0) };
}

function rangeOf(text: string): number[] | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (last > 65535 || first > last) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
