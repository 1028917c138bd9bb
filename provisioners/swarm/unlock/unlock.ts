import { SwarmError } from "../../core/errors";
import { TaskQueues } from "../../core/queue";
import { isStatus } from "../../docker/client/call";
import { swarmUnlock } from "../../docker/client/swarm";
import type { Host } from "../../docker/host";
import type { HandlerContext } from "../../provider/handler-context";
import { ensureNetworks } from "./network-agent";
import { UnlockKeys } from "./unlock-keys";

/**
 * Unlocks a manager that came back locked, with the key that is known of its swarm. Docker answers when the manager
 * takes part again, which needs a majority: where several are locked, unlock them at the same time.
 *
 * @returns false where no key is known.
 * @throws SwarmError `SWARM_WRONG_KEY`, `SWARM_NO_NETWORKS`.
 */
export async function unlock(context: HandlerContext, host: Host, swarmId: string): Promise<boolean> {
  const key = context.session.get(UnlockKeys).of(swarmId);
  if (!key) return false;
  // All that meet a locked manager want to unlock it.
  return context.session.get(TaskQueues).run(`unlock ${host.label}`, async () => {
    await unlockWith(host, key);
    await ensureNetworks(context, host, () => unlockWith(host, key));
    return true;
  });
}

async function unlockWith(host: Host, key: string): Promise<void> {
  try {
    await swarmUnlock(host, key, {
      deadlineMs: 90_000,
      fix: "It waits for a majority of the managers: bring them up, then run again.",
    });
  } catch (error) {
    // Somebody else has just unlocked it.
    if (isStatus(error, 409)) return;
    if (!isStatus(error, 401)) throw error;
    throw new SwarmError({
      code: "SWARM_WRONG_KEY",
      summary: "The manager is locked, and the unlock key in the state does not fit",
      host: host.label,
      cause: error,
      fix: "The key was changed while this manager was away. Run `docker swarm unlock` there with the key before, or `docker swarm leave --force`, then `pulumi up --refresh`, which has it join anew.",
    });
  }
}
