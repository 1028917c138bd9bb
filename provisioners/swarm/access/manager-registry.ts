import { jumpsOf } from "../../ssh/schema";
import type { Manager } from "./schema";

/**
 * Managers by swarm and address, learned from the states of `Swarm`. Where all managers are replaced in one run, those
 * that are listed are in no swarm yet, and those that leave are listed no more: each finds the swarm through the others.
 */
export class ManagerRegistry {
  private readonly swarms = new Map<string, Map<string, Manager>>();

  add(swarmId: string, managers: readonly Manager[]): void {
    const known = this.swarms.get(swarmId) ?? new Map<string, Manager>();
    for (const manager of managers) known.set(manager.address, manager);
    this.swarms.set(swarmId, known);
  }

  /** Managers of a swarm that were learned of, beside those that are listed. */
  unlisted(swarmId: string | undefined, listed: readonly Manager[]): Manager[] {
    const addresses = new Set(listed.map(({ address }) => address));
    return [...(this.swarms.get(swarmId ?? "")?.values() ?? [])].filter(({ address }) => !addresses.has(address));
  }

  /** The swarm that one of these machines is known as a manager of. */
  swarmOf(managers: readonly Manager[]): string | undefined {
    const wanted = new Set(managers.map(machineOf));
    const isOne = (manager: Manager) => wanted.has(machineOf(manager));
    return [...this.swarms].find(([, known]) => [...known.values()].some(isOne))?.[0];
  }
}

/** Tells machines apart. Behind different jump hosts addresses can be the same. */
export function machineOf({ name, connection }: Pick<Manager, "name" | "connection">): string {
  return [name, connection.host, connection.port, ...jumpsOf(connection).map(({ host }) => host)].join(" ");
}
