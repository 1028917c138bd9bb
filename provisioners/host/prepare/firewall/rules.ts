import type { Host } from "../../../docker/host";
import type { Change } from "../changes";

/** One thing that is let in. */
export interface Rule {
  protocol: "tcp" | "udp" | "esp";
  port?: number;
  /** An IPv4 address or network. */
  from: string;
}

/** Those firewalls that rules can be put into. */
export type FirewallName = "firewalld" | "ufw" | "nftables";

/** One kind of firewall. Rules of ours are known by a mark of their own; those of others are never touched. */
export interface Firewall {
  name: FirewallName;
  /** What is to be done so that our rules there are exactly these. Never anything that shuts something out. */
  plan(host: Host, wanted: readonly Rule[]): Promise<Change[]>;
}

/** Pure: a rule in a line, the same for the same rule. */
export function ruleText({ protocol, port, from }: Rule): string {
  return [protocol, port ?? "-", from.replace(/\/32$/, "")].join(" ");
}

/** Pure: the rules in lines of {@link ruleText}. */
export function parseRules(text: string): Rule[] {
  return text.split("\n").flatMap((line) => {
    const [, protocol, port, from] = line.match(/^(tcp|udp|esp) (\d+|-) (\S+)$/) ?? [];
    if (!protocol || !port || !from) return [];
    return [{ protocol: protocol as Rule["protocol"], from, ...(port !== "-" && { port: Number(port) }) }];
  });
}

/** Pure: each rule once, in a fixed order. */
export function unique(rules: readonly Rule[]): Rule[] {
  return parseRules([...new Set(rules.map(ruleText))].sort().join("\n"));
}

/** For the report: `tcp 2377 to 10.0.0.1, 10.0.0.2`. */
export function describeRules(rules: readonly Rule[]): string {
  const groups = new Map<string, string[]>();
  for (const { protocol, port, from } of rules) {
    const key = [protocol, port].filter(Boolean).join(" ");
    groups.set(key, [...(groups.get(key) ?? []), from]);
  }
  return [...groups].map(([key, sources]) => `${key} to ${sources.join(", ")}`).join("; ");
}
