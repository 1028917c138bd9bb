import { oneAtATime } from "../../core/queue";
import type { SwarmAccess } from "./managers";

/** Runs what may cost a swarm its quorum: one manager's change after the other. */
export function withManagerLock<T>({ context, swarmId }: SwarmAccess, task: () => Promise<T>): Promise<T> {
  return oneAtATime(`quorum ${swarmId}`, task, () => context.status("waiting for another manager's change"));
}
