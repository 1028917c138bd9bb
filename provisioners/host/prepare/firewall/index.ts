import { SwarmError } from "../../../core/errors";
import { TaskQueues } from "../../../core/queue";
import type { Session } from "../../../core/session";
import type { Host } from "../../../docker/host";
import { writeCommand } from "../../../ssh/commands/upload";
import type { Connection } from "../../../ssh/schema";
import type { Change } from "../changes";
import { keptFolder } from "../step";
import { firewalld } from "./firewalld";
import { nftables, readGates } from "./nftables";
import { describeRules, type Firewall, type FirewallName, parseRules, type Rule, ruleText, unique } from "./rules";
import { ufw } from "./ufw";

export type { FirewallName, Rule } from "./rules";

/** Everything that changes the firewall of one host goes one after the other. */
export function firewallTurn<T>(session: Session, { host, port }: Connection, task: () => Promise<T>): Promise<T> {
  return session.get(TaskQueues).run(`firewall ${host}:${port}`, task);
}

/** One file for each owner of rules, such as a node and an NFS server on the same host: the firewall gets all of theirs. */
const folder = `${keptFolder}/firewall`;

/** Firewalls that are there, and the one of them that is in charge. */
interface Found {
  there: Firewall[];
  inCharge?: Firewall;
  /** Why there is none in charge although packets are shut out. */
  unknown?: string;
}

/**
 * What is to be done so that the host's firewall lets in what this owner wants, and nothing more that is ours.
 * @param owner name of a file, such as `node-manager-1`
 * Where something shuts out that no firewall we know looks after, the change is an error `HOST_FIREWALL_UNKNOWN`.
 */
export async function planFirewall(
  host: Host,
  owner: string,
  wanted: readonly Rule[],
): Promise<{ name: FirewallName | "none"; changes: Change[] }> {
  const own = unique(wanted);
  const [{ others, text }, { there, inCharge, unknown }] = await Promise.all([readOwners(host, owner), find(host)]);
  const changes = ownerChanges(owner, text, inCharge ? own : []);
  const all = unique([...others, ...own]);
  const plans = await Promise.all(there.map((firewall) => firewall.plan(host, firewall === inCharge ? all : [])));
  changes.push(...plans.flat());
  if (unknown && own.length > 0) changes.push(refusal(host, unknown, own));
  return { name: inCharge?.name ?? "none", changes };
}

const BLOCKED = `if command -v iptables >/dev/null; then
  iptables -w -S INPUT | grep -E '^(-P INPUT DROP|-A INPUT -j (DROP|REJECT)( .*)?)$' || [ $? = 1 ]
fi`;

/** ufw fails where another program, such as Docker, holds iptables' lock at the moment. */
const LOOK = `if command -v firewall-cmd >/dev/null && systemctl -q is-active firewalld; then echo firewalld; fi
if command -v ufw >/dev/null; then
  echo ufw
  tries=5
  until status=$(LC_ALL=C ufw status); do
    tries=$((tries - 1))
    if [ $tries = 0 ]; then exit 1; fi
    sleep 1
  done
  echo "$status" | grep -x 'Status: active' || [ $? = 1 ]
fi
if systemctl -q is-enabled nftables 2>/dev/null; then echo nftables at boot; fi`;

async function find(host: Host): Promise<Found> {
  const [{ stdout }, gates, iptables] = await Promise.all([
    host.run(LOOK, { what: "see which firewall is in charge", idempotent: true }),
    readGates(host),
    host.run(BLOCKED, { what: "look at iptables", idempotent: true }),
  ]);
  const lines = stdout.split("\n");
  const there: Firewall[] = [];
  let inCharge: Firewall | undefined;
  if (lines.includes("firewalld")) there.push(firewalld);
  if (lines.includes("ufw")) there.push(ufw);
  if (lines.includes("firewalld")) inCharge = firewalld;
  else if (lines.includes("Status: active")) inCharge = ufw;
  if (gates.length > 0 || lines.includes("nftables at boot")) there.push(nftables);
  if (inCharge) return { there, inCharge };
  const [gate] = gates;
  if (gate) {
    if (lines.includes("nftables at boot")) return { there, inCharge: nftables };
    const name = `${gate.family} ${gate.table} ${gate.chain}`;
    return { there, unknown: `nftables' chain ${name} shuts out, but nftables.service is not enabled` };
  }
  const blocked = iptables.stdout.trim();
  return {
    there,
    ...(blocked && { unknown: `iptables shuts out (${blocked.split("\n")[0]}), for whom is not known` }),
  };
}

function refusal(host: Host, cause: string, wanted: readonly Rule[]): Change {
  const error = new SwarmError({
    code: "HOST_FIREWALL_UNKNOWN",
    summary: "The host has a firewall in which rules of ours would not last",
    host: host.label,
    cause,
    fix: `Have firewalld, ufw or nftables.service look after it. Or open ${describeRules(wanted)} there yourself, and set \`firewall: false\` in the preparation.`,
  });
  return { what: `firewall rules (${cause})`, commands: [], refusal: error };
}

async function readOwners(host: Host, owner: string): Promise<{ others: Rule[]; text: string }> {
  const script = `for file in ${folder}/*; do if [ -f "$file" ]; then echo "@ \${file##*/}"; cat "$file"; fi; done`;
  const { stdout } = await host.run(script, { what: "read who wants what let in", idempotent: true });
  const parts = `\n${stdout}`.split("\n@ ").slice(1);
  const texts = new Map(parts.map((part) => [part.split("\n", 1)[0], part.replace(/^.*\n?/, "")]));
  const others = [...texts].filter(([name]) => name !== owner).flatMap(([, text]) => parseRules(text));
  return { others, text: (texts.get(owner) ?? "").trim() };
}

/** First of all, so that a killed run leaves no rules without an owner. */
function ownerChanges(owner: string, text: string, wanted: readonly Rule[]): Change[] {
  const lines = wanted.map(ruleText).join("\n");
  if (text === lines) return [];
  const path = `${folder}/${owner}`;
  const command = lines ? writeCommand(path, `${lines}\n`) : { script: ["rm", "-f", path] };
  return [{ what: `${path} ${lines ? "written" : "removed"}`, commands: [command] }];
}
