import type { HostRecord, Operation } from "./hosts/settings";

/** What lay one after the other. */
export interface Chain {
  operations: number;
  /** Over the network, those of the dial among them. */
  roundTrips: number;
  /** Milliseconds of the host's own work. */
  workMs: number;
}

const entry = /^POST \/swarm\/(join|init)/;

/** The longest chain of a host's operations, of which each began when the one before it had ended, up to its entry into the swarm. */
export function chainToJoined({ operations }: HostRecord): Chain {
  const entered = operations.find(({ what }) => entry.test(what));
  return chainOf(operations.filter(({ began }) => !entered || began <= entered.began));
}

/** As {@link chainToJoined}, of all workers: managers also answer for others. */
export function chainsToJoined(records: readonly HostRecord[]): Chain[] {
  return records.flatMap((record) => (record.name.startsWith("worker") ? [chainToJoined(record)] : []));
}

/** Pure: the longest chain, by its round trips. */
export function chainOf(operations: readonly Operation[]): Chain {
  const none = { operations: 0, roundTrips: 0, workMs: 0, ended: 0 };
  const longest = (chains: readonly (typeof none)[]) =>
    chains.reduce((a, b) => (b.roundTrips > a.roundTrips ? b : a), none);
  const chains: (typeof none)[] = [];
  for (const { began, ended, roundTrips, workMs } of [...operations].sort((a, b) => a.began - b.began)) {
    const before = longest(chains.filter((chain) => chain.ended <= began));
    chains.push({
      operations: before.operations + 1,
      roundTrips: before.roundTrips + roundTrips,
      workMs: before.workMs + workMs,
      ended,
    });
  }
  const { ended: _, ...chain } = longest(chains);
  return chain;
}

/** Pure: how many operations went on at the same time at most. */
export function mostAtATime(operations: readonly Pick<Operation, "began" | "ended">[]): number {
  const moments = operations.flatMap(({ began, ended }) => [
    { at: began, step: 1 },
    { at: ended, step: -1 },
  ]);
  let [now, most] = [0, 0];
  // What ends and what begins in the same millisecond were not there together.
  for (const { step } of moments.sort((a, b) => a.at - b.at || a.step - b.step)) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}
