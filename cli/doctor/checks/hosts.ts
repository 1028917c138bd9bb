import type { Looked } from "../../../provisioners/host/preflight/check";
import { knownOf } from "../../../provisioners/host/preflight/check";
import { checks, findingsOf } from "../../../provisioners/host/preflight/checks";
import type { CheckName } from "../../../provisioners/host/preflight/names";
import type { DeepLook } from "../deep-look";
import { type Check, type Finding, finding } from "../finding";

/** What the doctor tells itself, with what a running swarm shows. */
const own: ReadonlySet<CheckName> = new Set(["reachable", "disk"]);

/** What would stop or warn the next run of Pulumi: the preflight's own checks. */
export function hostFindings({ looked, intent }: Pick<DeepLook, "looked" | "intent">): Finding[] {
  return findingsOf(looked, intent)
    .filter(({ check }) => !own.has(check))
    .map(({ check, host, reason, fix, isWarning }) => ({
      ...{ check, where: host, what: reason, fix },
      severity: isWarning ? "note" : "attention",
      why: isWarning
        ? "The swarm works; the preflight of each run warns of it."
        : `The preflight of the next run refuses ${checks[check].refuses}.`,
    }));
}

/** Milliseconds that clocks of nodes may differ before it is told, and before it is urgent. */
const APART_MS = 2_000;
const URGENT_MS = 60_000;

const apart: Check = {
  check: "clocks-apart",
  severity: "note",
  why: "Logs and events are out of order. More than an hour apart, nodes refuse each other's certificates.",
  fix: "Turn time synchronisation on (`timedatectl set-ntp true`), and let all machines ask the same servers.",
};

/** Clocks of nodes against each other; against this computer's they are the preflight's. */
export function clockFindings(looked: readonly Looked[]): Finding[] {
  const clocks = knownOf(looked)
    .flatMap(({ host, facts }) => (facts.clock ? [{ name: host.name, ...facts.clock }] : []))
    .sort((a, b) => a.ms - b.ms);
  const [first, last] = [clocks[0], clocks.at(-1)];
  if (!first || !last) return [];
  const least = last.ms - first.ms - last.uncertainty - first.uncertainty;
  if (least < APART_MS) return [];
  const check: Check = { ...apart, severity: least < URGENT_MS ? "note" : "attention" };
  return [
    finding(check, last.name, `its clock is at least ${Math.round(least / 1_000)} s ahead of that of ${first.name}`),
  ];
}
