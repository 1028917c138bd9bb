import { TaskQueues } from "../../core/queue";
import type { SwarmAccess } from "./swarm-access";

/** Runs what may cost a swarm its quorum: one manager's change after the other. */
export function withManagerLock<T>({ context, swarmId }: SwarmAccess, task: () => Promise<T>): Promise<T> {
  const wait = () => context.status("waiting for another manager's change");
  return context.session.get(TaskQueues).run(`quorum ${swarmId}`, task, wait);
}
