import type { Command } from "../../../ssh/types";
import type { Change } from "../changes";
import { describeRules, type Firewall, parseRules, type Rule, ruleText } from "./rules";

const mark = "pulumi-swarm";

/** ufw keeps its rules in files and in the kernel alike; ours have a comment. They come last: a refusal of others stands. */
export const ufw: Firewall = {
  name: "ufw",

  async plan(host, wanted) {
    const { stdout } = await host.run(["ufw", "show", "added"], { what: "list ufw's rules", idempotent: true });
    const { ours, foreign } = parseAdded(stdout);
    // The same rule of somebody else does as well, and ufw keeps no rule twice.
    const missing = wanted.filter((rule) => !has(ours, rule) && !has(foreign, rule));
    const extra = ours.filter((rule) => !has(wanted, rule));
    const changes: Change[] = [];
    if (missing.length > 0) {
      changes.push({ what: `ufw opens ${describeRules(missing)}`, commands: [each("allow", missing)] });
    }
    if (extra.length > 0) {
      changes.push({ what: `ufw no longer opens ${describeRules(extra)}`, commands: [each("delete", extra)] });
    }
    return changes;
  },
};

/** Pure: rules of the form that ours have, by the output of `ufw show added`. */
export function parseAdded(output: string): { ours: Rule[]; foreign: Rule[] } {
  const found = output.split("\n").flatMap((line) => {
    const match = line.match(/^ufw allow from (\S+)(?: to any port (\d+))? proto (tcp|udp|esp)(?: comment '(.*)')?$/);
    if (!match) return [];
    const [, from, port, protocol, comment] = match;
    return parseRules(`${protocol} ${port ?? "-"} ${from}`).map((rule) => ({ rule, isOurs: comment === mark }));
  });
  const those = (isOurs: boolean) => found.filter((each) => each.isOurs === isOurs).map(({ rule }) => rule);
  return { ours: those(true), foreign: those(false) };
}

function has(rules: readonly Rule[], rule: Rule): boolean {
  return rules.some((other) => ruleText(other) === ruleText(rule));
}

/** In one command: ufw takes one rule at a time. */
function each(action: "allow" | "delete", rules: readonly Rule[]): Command {
  const script = "while read -r line; do ufw $line </dev/null || exit; done";
  const lines = rules.map(({ protocol, port, from }) => {
    const what = `from ${from}${port === undefined ? "" : ` to any port ${port}`} proto ${protocol}`;
    return action === "allow" ? `allow ${what} comment ${mark}\n` : `delete allow ${what}\n`;
  });
  return { script, stdin: lines.join(""), what: `ufw ${action}`, deadlineMs: 60_000 + rules.length * 5_000 };
}
