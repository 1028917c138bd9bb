import { parse } from "yaml";
import { interpolate } from "./interpolate";

/** A port that a stack publishes. */
export interface PublishedPort {
  service: string;
  /** Port on the nodes. */
  port: number;
  /** Port in the container. */
  target: number;
  protocol: "tcp" | "udp" | "sctp";
  /** `ingress`: answers on every node; `host`: only where a task runs. */
  mode: "ingress" | "host";
}

/**
 * Published ports of a stack file (short and long syntax, ranges, variables), in the file's order. Ports that Docker
 * chooses itself (`"80"` without a published one) are left out: they are not known before.
 * @throws Error that names the service and the port that cannot be read
 */
export function publishedPorts(file: string, variables: Readonly<Record<string, string>> = {}): PublishedPort[] {
  const document = parse(file, { merge: true }) as { services?: Record<string, { ports?: unknown } | null> } | null;
  return Object.entries(document?.services ?? {}).flatMap(([service, definition]) => {
    const ports = definition?.ports ?? [];
    if (!Array.isArray(ports)) throw new Error(`services.${service}.ports must be a list`);
    return ports.flatMap((entry, index) => {
      const found = isLong(entry) ? longPort(entry, variables) : shortPort(interpolate(String(entry), variables));
      if (!found) throw new Error(`services.${service}.ports[${index}]: ${JSON.stringify(entry)} is no port`);
      return found.map((port) => ({ service, ...port }));
    });
  });
}

type Port = Omit<PublishedPort, "service">;
type Long = { target?: unknown; published?: unknown; protocol?: unknown; mode?: unknown };

function isLong(entry: unknown): entry is Long {
  return typeof entry === "object" && entry !== null;
}

function longPort(entry: Long, variables: Readonly<Record<string, string>>): Port[] | undefined {
  const text = (value: unknown, fallback: string) => interpolate(String(value ?? fallback), variables);
  const protocol = protocolOf(text(entry.protocol, "tcp"));
  const mode = text(entry.mode, "ingress");
  const targets = rangeOf(text(entry.target, ""));
  if (!protocol || !targets || (mode !== "ingress" && mode !== "host")) return undefined;
  return pairs(text(entry.published, ""), targets, protocol, mode);
}

/** `[address:][published:]target[/protocol]`. */
function shortPort(text: string): Port[] | undefined {
  const match = /^(?:(?:\[[^\]]*\]|\d+(?:\.\d+){3}):)?(?:([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(text.trim());
  const protocol = protocolOf(match?.[3] ?? "tcp");
  const targets = rangeOf(match?.[2] ?? "");
  if (!match || !protocol || !targets) return undefined;
  return pairs(match[1] ?? "", targets, protocol, "ingress");
}

function pairs(text: string, targets: number[], protocol: Port["protocol"], mode: Port["mode"]): Port[] | undefined {
  if (text === "" || text === "0") return [];
  const published = rangeOf(text);
  if (!published || (published.length !== targets.length && targets.length !== 1)) return undefined;
  return published.map((port, index) => ({ port, target: targets[index] ?? (targets[0] as number), protocol, mode }));
}

function protocolOf(text: string): Port["protocol"] | undefined {
  return text === "tcp" || text === "udp" || text === "sctp" ? text : undefined;
}

function rangeOf(text: string): number[] | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (first < 1 || last > 65535 || first > last) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
