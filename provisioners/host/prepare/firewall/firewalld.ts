import type { Command } from "../../../ssh/types";
import type { Change } from "../changes";
import { describeRules, type Firewall, parseRules, type Rule, ruleText } from "./rules";

/**
 * Rich rules have no comment: ours are known by their priority. Above 0 they come after what others allow and refuse, and
 * before what a zone does with the rest.
 */
const priority = 2377;

/** Docker looks after its own zone, which lets everything in. */
const notOurs = ["docker"];

/** The running rules and the kept ones are two things; both are changed, and nothing needs a reload that others would feel. */
const kinds = [
  { title: "running", options: [] },
  { title: "permanent", options: ["--permanent"] },
];

export const firewalld: Firewall = {
  name: "firewalld",

  async plan(host, wanted) {
    const ask = async (...options: string[]) =>
      (await host.run(["firewall-cmd", ...options], { deadlineMs: 120_000, idempotent: true })).stdout;
    const runtime = parseZones(await ask("--list-all-zones"));
    const home = (await ask("--get-default-zone")).trim();
    const used = [...runtime].filter(([name, { isActive }]) => (isActive || name === home) && !notOurs.includes(name));
    const zones = new Set(used.map(([name]) => name));
    const changes: Change[] = [];
    for (const { title, options } of kinds) {
      const found = options.length > 0 ? parseZones(await ask(...options, "--list-all-zones")) : runtime;
      for (const [zone, { rules }] of found) {
        const due = zones.has(zone) ? wanted : [];
        const missing = due.filter((rule) => !has(rules, rule));
        const extra = rules.filter((rule) => !has(due, rule));
        const target = [...options, `--zone=${zone}`];
        const at = `firewalld (zone ${zone}, ${title})`;
        if (missing.length > 0) {
          changes.push({
            what: `${at} opens ${describeRules(missing)}`,
            commands: [set(target, "add", missing)],
          });
        }
        if (extra.length > 0) {
          changes.push({
            what: `${at} no longer opens ${describeRules(extra)}`,
            commands: [set(target, "remove", extra)],
          });
        }
      }
    }
    return changes;
  },
};

/** Pure: the zones with our rules, by the output of `--list-all-zones`. */
export function parseZones(output: string): Map<string, { isActive: boolean; rules: Rule[] }> {
  const zones = new Map<string, { isActive: boolean; rules: Rule[] }>();
  let last: { isActive: boolean; rules: Rule[] } | undefined;
  for (const line of output.split("\n")) {
    const [, zone, words] = line.match(/^(\S+)(?: \(([^)]*)\))?$/) ?? [];
    if (zone) {
      last = { isActive: /\bactive\b/.test(words ?? ""), rules: [] };
      zones.set(zone, last);
    } else {
      last?.rules.push(...parseRich(line.trim()));
    }
  }
  return zones;
}

function richRule({ protocol, port, from }: Rule): string {
  const what = port === undefined ? `protocol value="${protocol}"` : `port port="${port}" protocol="${protocol}"`;
  return `rule priority="${priority}" family="ipv4" source address="${from}" ${what} accept`;
}

function parseRich(line: string): Rule[] {
  if (!line.startsWith(`rule priority="${priority}" family="ipv4" `) || !line.endsWith(" accept")) return [];
  const [, from] = line.match(/source address="([^"]+)"/) ?? [];
  const [, port, protocol] = line.match(/port port="(\d+)" protocol="(\w+)"/) ?? [];
  const [, other] = line.match(/protocol value="(\w+)"/) ?? [];
  return parseRules(`${protocol ?? other} ${port ?? "-"} ${from}`);
}

function has(rules: readonly Rule[], rule: Rule): boolean {
  return rules.some((other) => ruleText(other) === ruleText(rule));
}

function set(target: readonly string[], action: "add" | "remove", rules: readonly Rule[]): Command {
  const words = rules.map((rule) => `--${action}-rich-rule=${richRule(rule)}`);
  return {
    script: ["firewall-cmd", ...target, ...words],
    what: `firewall-cmd ${target.join(" ")} --${action}-rich-rule`,
    deadlineMs: 120_000,
  };
}
