import type { Manager } from "../schema";

/**
 * Managers by swarm and address, learned from the states of `Swarm`. Where all managers are replaced in one run, those
 * that are listed are in no swarm yet, and those that leave are listed no more: each finds the swarm through the others.
 */
const known = new Map<string, Map<string, Manager>>();

export function rememberManagers(swarmId: string, managers: readonly Manager[]): void {
  const all = known.get(swarmId) ?? new Map<string, Manager>();
  for (const manager of managers) all.set(manager.address, manager);
  known.set(swarmId, all);
}

/** Managers of a swarm that were learned of, beside those that are listed. */
export function unlistedManagers(swarmId: string | undefined, listed: readonly Manager[]): Manager[] {
  const addresses = new Set(listed.map(({ address }) => address));
  return [...(known.get(swarmId ?? "")?.values() ?? [])].filter(({ address }) => !addresses.has(address));
}
