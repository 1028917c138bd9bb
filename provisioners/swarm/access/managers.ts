import { SwarmError } from "../../core/errors";
import { patient } from "../../core/patience";
import { until } from "../../core/until";
import { isStatus } from "../../docker/client/call";
import { majority } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { ask } from "./ask";
import { noManager } from "./errors";
import { ManagerMemory } from "./manager-memory";
import { ManagerRegistry } from "./manager-registry";
import { type Answer, type ManagerView, type Refusal, viewsOf } from "./manager-view";
import { isWhole, newest } from "./raft-selection";
import type { ManagerAccess } from "./swarm-access";

/** Where a majority of the managers answers, a leader is elected within this time, even on slow machines. */
const ELECTION_MS = 60_000;
/** Where fewer answer, the quorum is called lost after this time. */
const LOST_MS = 20_000;

/**
 * Calls `fn` with a manager that is reachable, not locked and sees a leader. Retryable errors choose a manager anew
 * until the deadline, so `fn` must be safe to repeat.
 *
 * @throws SwarmError `SWARM_NONE`, `SWARM_QUORUM_LOST`, `SWARM_LOCKED`, `SWARM_UNREACHABLE`.
 */
export async function withManager<T>(
  access: ManagerAccess,
  what: string,
  fn: (view: ManagerView) => Promise<T>,
  deadlineMs = 60_000,
): Promise<T> {
  const { signal, clock } = access.context;
  const done = await until(async () => ({ value: await calling(fn, await findManager(access)) }), {
    what,
    deadlineMs,
    signal,
    clock,
  });
  return done.value;
}

/** The swarm's nodes, as a usable manager lists them. */
export function swarmNodes(access: ManagerAccess, { deadlineMs }: { deadlineMs?: number } = {}): Promise<SwarmNode[]> {
  return withManager(access, "the node list", async ({ nodes }) => nodes, deadlineMs);
}

/** Between the look at a manager and the call it may have been demoted, or its Docker stopped: another one is asked. */
async function calling<T>(fn: (view: ManagerView) => Promise<T>, view: ManagerView): Promise<T> {
  try {
    return await fn(view);
  } catch (error) {
    if (!isStatus(error, 503)) throw error;
    const { summary, host, cause, fix } = error as SwarmError;
    throw new SwarmError({ code: "SWARM_NO_MANAGER", kind: "transient", summary, host, cause, fix });
  }
}

/** A usable manager; waits for an election that is under way. Only reads: a locked manager stays locked. */
export async function findManager(access: ManagerAccess): Promise<ManagerView> {
  const { clock, signal, status, session } = access.context;
  const memory = session.get(ManagerMemory);
  const key = access.swarmId ?? "";
  const begin = clock.now();
  for (;;) {
    const found = await firstUsable(access);
    if ("swarmId" in found) {
      memory.regained(key);
      return found;
    }
    const unlisted = await throughUnlisted(access, found);
    if (unlisted) return unlisted;
    const waited = clock.now() - begin;
    const isLost = memory.isLost(key, clock.now());
    if (isLost || waited >= patient(electionTime(found))) {
      const error = noManager(found, access.swarmId);
      if (error.code === "SWARM_QUORUM_LOST" && !isLost) memory.lost(key, clock.now());
      throw error;
    }
    status("waiting for the managers to elect a leader");
    await clock.sleep(2_000, signal);
  }
}

/** Where the listed managers are new and in no swarm yet, or gone: a manager that was listed before, or will be. */
async function throughUnlisted(access: ManagerAccess, answers: readonly Answer[]): Promise<ManagerView | undefined> {
  const isOut = answers.every((answer) => "refusal" in answer && outside.has(answer.refusal));
  const registry = access.context.session.get(ManagerRegistry);
  const managers = isOut ? registry.unlisted(access.swarmId, access.managers) : [];
  if (managers.length === 0) return undefined;
  const found = await firstUsable({ ...access, managers });
  return "swarmId" in found ? found : undefined;
}

/** What a machine answers that takes no part in the swarm: it may not do so yet, or no longer. */
const outside: ReadonlySet<Refusal> = new Set(["no-swarm", "unreachable", "worker"]);

/** Milliseconds for which these answers may still change for the better. */
function electionTime(answers: Answer[]): number {
  const refusals = answers.flatMap((answer) => ("refusal" in answer ? [answer.refusal] : []));
  // A manager that was just unlocked or started is pending until it has found the others.
  const answering = refusals.filter((refusal) => refusal === "no-quorum" || refusal === "pending").length;
  if (answering === 0) return 0;
  return answering >= majority(answers.length) ? ELECTION_MS : LOST_MS;
}

async function firstUsable(access: ManagerAccess): Promise<ManagerView | Answer[]> {
  const memory = access.context.session.get(ManagerMemory);
  const key = access.swarmId ?? "";
  const preferred = access.managers.find((manager) => manager.address === memory.preferred(key));
  if (preferred) {
    const answer = await ask(access, preferred);
    if ("view" in answer) return answer.view;
  }
  const asked = access.managers.map((manager) => ask(access, manager));
  // The first usable answer wins; `ask` never rejects except on cancellation.
  const usable = asked.map(async (answer) => {
    const given = await answer;
    if ("view" in given) return given.view;
    throw new Error(given.reason);
  });
  const first = await Promise.any(usable).catch((error: AggregateError) => error);
  if (first instanceof AggregateError) return Promise.all(asked);
  const winner = isWhole(first, access.managers) ? first : newest(viewsOf(await Promise.all(asked)), first);
  if (key) memory.prefer(key, winner.manager.address);
  return winner;
}
