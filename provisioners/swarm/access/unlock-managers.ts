import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { quorumOf } from "../../docker/quorum";
import { dial, type HandlerContext } from "../../provider/handler-context";
import { localSwarm } from "../node/membership";
import { isReached } from "./address";
import { type SwarmAccess, withManager } from "./managers";
import { isKeyKnown, unlock } from "./unlock";

/** Unlocks all listed managers that are locked and waits until the swarm reaches them again. Others are left alone. */
export async function unlockManagers(access: SwarmAccess): Promise<void> {
  if (!isKeyKnown(access.swarmId)) return;
  const { log, clock, signal, status } = access.context;
  const found = await Promise.all(access.managers.map((manager) => unlockIfLocked(access, manager)));
  const names = found.filter((name) => name !== undefined);
  if (names.length === 0) return;
  const view = await until(
    async () => {
      const view = await withManager(access, "the unlocked managers", async (view) => view);
      const back = access.managers.filter(({ name }) => names.includes(name));
      return back.every((manager) => isReached(view.nodes, manager)) ? view : undefined;
    },
    {
      what: `${names.join(", ")} to be reachable after unlocking`,
      deadlineMs: 120_000,
      clock,
      signal,
      onWait: () => status(`unlocked ${names.join(", ")}: waiting for the others to reach it`),
    },
  );
  const { reachable, managers } = quorumOf(view.nodes);
  log(`Unlocked ${names.join(", ")}: ${reachable} of ${managers} managers are reachable`);
}

async function unlockIfLocked(
  { context, swarmId }: SwarmAccess,
  { name, connection }: SwarmAccess["managers"][number],
): Promise<string | undefined> {
  const host = await quietly(context, () => dial(context, name, connection, 20_000));
  if (!host) return undefined;
  const local = await quietly(context, () => localSwarm(host));
  if (local?.LocalNodeState !== "locked") return undefined;
  context.status(`unlocking ${name}`);
  await unlock(context, host, swarmId);
  return name;
}

/** `undefined` for a machine that does not answer: whoever needs it says so. */
async function quietly<T>(context: HandlerContext, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof SwarmError) return undefined;
    throw error;
  }
}
