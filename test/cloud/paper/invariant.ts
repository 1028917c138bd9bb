import type { Exposure } from "./exposure";

/** What may come in at machines before a run and after it. */
export interface Ends {
  before: readonly Exposure[];
  after: readonly Exposure[];
}

const inBoth = (one: ReadonlySet<string>, other: ReadonlySet<string>) => [...one].filter((each) => other.has(each));
const portOf = (rule: string) => rule.replace(/ from .*/, "");

/**
 * What is wrong at one moment of a run: for each living machine, rules in force are never fewer than those that hold both
 * before and after, never more than those that hold before or after, and a port that is open before and after is open
 * to one of its sources. While a cluster is made or destroyed nothing is needed.
 */
export function violations(living: readonly Exposure[], ends: Ends): string[] {
  const isWhole = ends.before.length > 0 && ends.after.length > 0;
  return living.flatMap((machine) => {
    const { open, name } = machine;
    if (!open) return [`${name} is open to everyone`];
    const [before, after] = endsOf(machine, ends);
    const allowed = new Set([...(before.open ?? []), ...(after.open ?? [])]);
    const more = [...open].filter((rule) => !allowed.has(rule)).map((rule) => `${name} lets in ${rule}`);
    return isWhole ? [...more, ...missing(machine, open, before, after)] : more;
  });
}

function missing({ name, member }: Exposure, open: ReadonlySet<string>, before: Exposure, after: Exposure): string[] {
  const [old, wanted] = [before.open ?? new Set<string>(), after.open ?? new Set<string>()];
  const ports = inBoth(new Set([...old].map(portOf)), new Set([...wanted].map(portOf)));
  const answered = new Set([...open].map(portOf));
  return [
    ...inBoth(old, wanted)
      .filter((rule) => !open.has(rule))
      .map((rule) => `${name} lacks ${rule}`),
    ...ports.filter((port) => !answered.has(port)).map((port) => `${name} lets nobody in at ${port}`),
    ...inBoth(before.member, after.member)
      .filter((each) => !member.has(each))
      .map((each) => `${name} is no ${each}`),
  ];
}

/** A machine before and after; one that comes or goes is as its pool is at that end. */
function endsOf({ name, ...machine }: Exposure, { before, after }: Ends): [Exposure, Exposure] {
  const pool = (each: string) => each.replace(/-\d+$/, "");
  const at = (end: readonly Exposure[]) =>
    end.find((each) => each.name === name) ?? end.find((each) => pool(each.name) === pool(name));
  const [old, wanted] = [at(before), at(after)];
  const one = old ?? wanted ?? { name, ...machine, open: new Set<string>() };
  return [one, wanted ?? one];
}
