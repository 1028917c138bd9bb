import { messageOf, SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { quorumOf } from "../../docker/quorum";
import { dial, type HandlerContext } from "../../provider/handler-context";
import { isReached } from "../access/address";
import { ask } from "../access/ask";
import { localSwarm } from "../access/local-swarm";
import { ManagerRegistry } from "../access/manager-registry";
import { swarmNodes, withManager } from "../access/managers";
import type { Manager } from "../access/schema";
import { accessTo, type SwarmAccess } from "../access/swarm-access";
import { unlock } from "./unlock";
import { UnlockKeys } from "./unlock-keys";

/**
 * How a write asks for managers: those that came back locked are unlocked first, where their swarm's key is known. One that
 * cannot be unlocked is warned of: the others may be enough.
 */
export async function writeAccess(
  context: HandlerContext,
  swarm: Pick<SwarmAccess, "managers" | "swarmId">,
): Promise<SwarmAccess> {
  const access = accessTo(context, swarm);
  for (const { name, error } of await unlockLocked(access)) {
    if (error) context.log(`${name} is locked and could not be unlocked: ${messageOf(error)}`, "warning");
  }
  return access;
}

/**
 * Unlocks all listed managers that are locked and waits until the swarm reaches them again. Others are left alone.
 * @throws SwarmError where one cannot be unlocked
 */
export async function unlockManagers(access: SwarmAccess): Promise<void> {
  const { log, clock, signal, status } = access.context;
  const found = await unlockLocked(access);
  for (const { error } of found) if (error) throw error;
  const names = found.map(({ name }) => name);
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

/** The names of listed managers that take no part in the swarm because they are locked. Only reads. */
export async function lockedManagers(access: SwarmAccess): Promise<string[]> {
  const nodes = await swarmNodes(access);
  const away = access.managers.filter((manager) => !isReached(nodes, manager));
  const answers = await Promise.all(away.map((manager) => ask(access, manager)));
  return answers.flatMap((answer) => ("refusal" in answer && answer.refusal === "locked" ? answer.manager.name : []));
}

/** A manager that was locked, and why it still is. */
interface Unlocked {
  name: string;
  error?: SwarmError;
}

/** All at the same time: each of them waits for a majority. */
async function unlockLocked(access: SwarmAccess): Promise<Unlocked[]> {
  const { context, swarmId, managers } = access;
  if (!context.session.get(UnlockKeys).of(swarmId)) return [];
  const all = [...managers, ...context.session.get(ManagerRegistry).unlisted(swarmId, managers)];
  const found = await Promise.all(all.map((manager) => unlockIfLocked(access, manager)));
  return found.filter((each) => each !== undefined);
}

async function unlockIfLocked(
  { context, swarmId }: SwarmAccess,
  { name, connection }: Manager,
): Promise<Unlocked | undefined> {
  const host = await quietly(context, () => dial(context, name, connection, 20_000));
  if (!host) return undefined;
  const local = await quietly(context, () => localSwarm(host));
  if (local?.LocalNodeState !== "locked") return undefined;
  context.status(`unlocking ${name}`);
  try {
    await unlock(context, host, swarmId);
    return { name };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof SwarmError)) throw error;
    return { name, error };
  }
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
