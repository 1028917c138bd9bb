import { taskLogs } from "../../provisioners/docker/client/logs";
import { inspectTask } from "../../provisioners/docker/client/services";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { findManager } from "../../provisioners/swarm/access/managers";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { type LogLine, linesInOrder } from "../workloads/log-lines";

/** Lines that were written before, for a start. */
const TAIL = "200";

/**
 * The last lines of a task, and those to come until the signal is aborted.
 *
 * @throws SwarmError where no manager is usable, or Docker refuses
 */
export async function* taskLog(
  context: HandlerContext,
  { managers, swarmId }: Pick<DeclaredSwarm, "managers" | "swarmId">,
  task: string,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const { host } = await findManager({ context: { ...context, signal }, managers, swarmId });
  const log = await taskLogs(host, await inspectTask(host, task), { follow: true, tail: TAIL });
  const end = () => log.destroy();
  signal.addEventListener("abort", end, { once: true });
  try {
    if (signal.aborted) return;
    yield* linesInOrder([log], true);
  } finally {
    end();
  }
}
