import { z } from "zod";
import { parseRules, type Rule, ruleText } from "./rules";

/** Name of our chain, in every table that shuts something out, and comment of the jump to it. */
export const chainName = "pulumi-swarm";

/** A chain that every packet for the host goes through, and that lets only some in. */
export interface Gate {
  family: string;
  table: string;
  chain: string;
  /** Our rules below it; `undefined` where our chain is missing. */
  rules?: Rule[];
  /** Handles of the jumps to our chain. */
  jumps: number[];
  /** There is one, and no refusal of everything before it. */
  isReached: boolean;
}

const object = z.object({
  chain: z
    .object({
      family: z.string(),
      table: z.string(),
      name: z.string(),
      hook: z.string().optional(),
      type: z.string().optional(),
      policy: z.string().optional(),
    })
    .optional(),
  rule: z
    .object({
      family: z.string(),
      table: z.string(),
      chain: z.string(),
      handle: z.number(),
      comment: z.string().optional(),
      expr: z.array(z.record(z.string(), z.unknown())),
    })
    .optional(),
});
const ruleset = z.object({ nftables: z.array(object) });
type NftRule = NonNullable<z.output<typeof object>["rule"]>;

/** Pure: the gates in the output of `nft -j list ruleset`. What iptables and firewalld manage there is not among them. */
export function gatesOf(json: string): Gate[] {
  const { nftables } = ruleset.parse(JSON.parse(json));
  const chains = nftables.flatMap(({ chain }) => chain ?? []);
  const rules = nftables.flatMap(({ rule }) => rule ?? []);
  const inChain = (family: string, table: string, name: string) =>
    rules.filter((rule) => rule.family === family && rule.table === table && rule.chain === name);
  return chains.flatMap(({ family, table, name, hook, type, policy }) => {
    if (hook !== "input" || type !== "filter" || !["inet", "ip"].includes(family)) return [];
    if (table === "firewalld" || (family === "ip" && table === "filter" && name === "INPUT")) return [];
    const own = inChain(family, table, name);
    if (policy !== "drop" && !own.some(shutsOut)) return [];
    const jumps = own.filter(({ expr }) => expr.some(({ jump }) => isTarget(jump)));
    const hasChain = chains.some((each) => each.family === family && each.table === table && each.name === chainName);
    const found = inChain(family, table, chainName).map(({ comment }) => comment ?? "?");
    return [
      {
        family,
        table,
        chain: name,
        // What is not of our making is seen as a difference.
        rules:
          hasChain && found.every((text) => parseRules(text).length === 1) ? parseRules(found.join("\n")) : undefined,
        jumps: jumps.map(({ handle }) => handle),
        isReached: jumps.length === 1 && !own.slice(0, own.indexOf(jumps[0] as NftRule)).some(shutsOut),
      },
    ];
  });
}

/** Pure: commands of nft that make our chain what it should be in each gate; they hold on an empty ruleset too. */
export function fill(gates: readonly Gate[], rules: readonly Rule[]): string {
  const lines = rules.map((rule) => `${nftRule(rule)} comment "${ruleText(rule)}"`);
  return gates
    .flatMap(({ family, table, chain }) => [
      `add chain ${family} ${table} ${chainName}`,
      `flush chain ${family} ${table} ${chainName}`,
      ...lines.map((line) => `add rule ${family} ${table} ${chainName} ${line}`),
      `insert rule ${family} ${table} ${chain} jump ${chainName} comment "${chainName}"`,
    ])
    .map((line) => `${line}\n`)
    .join("");
}

/** Pure: commands of nft that take the jumps to our chain away. */
export function unhook(gates: readonly Gate[]): string {
  const lines = gates.flatMap(({ family, table, chain, jumps }) =>
    jumps.map((handle) => `delete rule ${family} ${table} ${chain} handle ${handle}\n`),
  );
  return lines.join("");
}

/** Pure: commands of nft that take our chain away. */
export function removal(gates: readonly Gate[]): string {
  const chains = gates
    .filter(({ rules }) => rules)
    .map(({ family, table }) => `delete chain ${family} ${table} ${chainName}\n`);
  return unhook(gates) + [...new Set(chains)].join("");
}

function nftRule({ protocol, port, from }: Rule): string {
  const what = port === undefined ? `meta l4proto ${protocol}` : `${protocol} dport ${port}`;
  return `ip saddr ${from} ${what} accept`;
}

/** A refusal without a condition. */
function shutsOut({ expr }: NftRule): boolean {
  const rest = expr.filter((each) => !("counter" in each) && !("log" in each) && !("limit" in each));
  const [only] = rest;
  return rest.length === 1 && only !== undefined && ("drop" in only || "reject" in only);
}

function isTarget(jump: unknown): boolean {
  return typeof jump === "object" && jump !== null && "target" in jump && jump.target === chainName;
}
