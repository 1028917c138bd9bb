import { SwarmError } from "../../core/errors";
import type { HandlerContext } from "../../provider/handler-context";

/** A refresh could read nothing, because the managers are locked. */
export const LOCKED = Symbol("locked");

/**
 * What a refresh reads from a swarm: `undefined` where the swarm is gone, and `LOCKED`, after a warning, where its managers
 * are locked. Then the state of `what` is to stay as it is.
 */
export async function readOrLocked<T>(
  { log }: Pick<HandlerContext, "log">,
  what: string,
  read: Promise<T>,
): Promise<T | undefined | typeof LOCKED> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    if (error.code === "SWARM_NONE") return undefined;
    if (error.code !== "SWARM_LOCKED") throw error;
    const later = "`pulumi up` unlocks it where its key is in the state";
    log(`${what} cannot be read and keeps its state: the swarm is locked; ${later}`, "warning");
    return LOCKED;
  }
}
