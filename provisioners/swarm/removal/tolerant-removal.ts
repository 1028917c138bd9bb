import { type ErrorCode, SwarmError } from "../../core/errors";
import type { HandlerContext } from "../../provider/handler-context";

/** Errors of a swarm in which nothing can be changed at the moment. */
const unmanaged = new Set<ErrorCode>(["SWARM_QUORUM_LOST", "SWARM_UNREACHABLE", "SWARM_LOCKED"]);

/** A swarm that is gone took what was in it along: `undefined`. */
export async function ignoreMissingSwarm<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SwarmError && error.code === "SWARM_NONE") return undefined;
    throw error;
  }
}

/**
 * Removes something from a swarm. A destroy must end, and without a manager nothing can be removed: then `what` stays, and
 * `later` is the command for whoever wants the swarm to live on.
 */
export async function removeOrWarn(
  { log }: Pick<HandlerContext, "log">,
  { what, later }: { what: string; later: string },
  remove: () => Promise<void>,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof SwarmError && unmanaged.has(error.code))) throw error;
    log(`${what} stays in its swarm; if that is to live on, run \`${later}\` there later: ${error.message}`, "warning");
  }
}
