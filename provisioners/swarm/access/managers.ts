import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { isStatus } from "../../docker/client/call";
import { engineInfo } from "../../docker/client/engine";
import { listNodes } from "../../docker/client/nodes";
import type { Host } from "../../docker/host";
import { majority, quorumOf } from "../../docker/quorum";
import type { EngineInfo, SwarmNode } from "../../docker/shapes";
import { dial, type HandlerContext } from "../../provider/handler-context";
import type { Manager } from "../schema";
import { noManager, oneLine } from "./errors";
import { unlistedManagers } from "./manager-registry";
import { isWhole, newest } from "./raft-selection";
import { unlock } from "./unlock";

/** A usable manager and what it saw when it was asked. */
export interface ManagerView {
  manager: Manager;
  host: Host;
  info: EngineInfo;
  swarmId: string;
  nodes: SwarmNode[];
  /** How often the swarm was recovered from a lost quorum. */
  recoveries: number;
}

/** Label of a swarm that counts its recoveries. */
export const recoveryLabel = "pulumi-swarm.recoveries";

/** How a swarm is reached: any of the managers will do. */
export interface ManagerAccess {
  context: HandlerContext;
  managers: readonly Manager[];
  /** Where given, a manager of another swarm does not count. */
  swarmId?: string;
}

/** A swarm that is known to exist. */
export interface SwarmAccess extends ManagerAccess {
  swarmId: string;
}

export function accessTo(context: HandlerContext, { managers, swarmId }: Omit<SwarmAccess, "context">): SwarmAccess {
  return { context, managers, swarmId };
}

export type Refusal = "no-swarm" | "no-quorum" | "pending" | "locked" | "unreachable" | "worker" | "unfit";
export type Answer =
  | { manager: Manager; view: ManagerView }
  | { manager: Manager; refusal: Refusal; reason: string; host?: Host; info?: EngineInfo };

/** A dead machine must not hold up the living ones for long; its own operations wait longer. */
const DIAL_MS = 20_000;
/** Where a majority of the managers answers, a leader is elected within this time, even on slow machines. */
const ELECTION_MS = 60_000;
/** Where fewer answer, the quorum is called lost after this time. */
const LOST_MS = 20_000;

/** Without a quorum the daemon itself takes 20 s to say so. */
export const SLOW = { deadlineMs: 25_000 };

/** The manager that answered last, by swarm: asked first, so that one run does not ask all of them each time. */
const lastGood = new Map<string, string>();
/** When a swarm's quorum was found lost: whatever asks next within a minute does not wait for an election again. */
const lostAt = new Map<string, number>();

/**
 * Calls `fn` with a manager that is reachable, not locked and sees a leader. Retryable errors choose a manager anew
 * until the deadline, so `fn` must be safe to repeat.
 *
 * @throws SwarmError `SWARM_NONE`, `SWARM_QUORUM_LOST`, `SWARM_UNREACHABLE`.
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

/** The swarm has been given a quorum again. */
export function forgetLoss(swarmId: string): void {
  lostAt.delete(swarmId);
}

/** A usable manager; waits for an election that is under way. */
export async function findManager(access: ManagerAccess): Promise<ManagerView> {
  const { clock, signal, status } = access.context;
  const key = access.swarmId ?? "";
  const begin = clock.now();
  for (;;) {
    const found = await firstUsable(access);
    if ("swarmId" in found) {
      lostAt.delete(key);
      return found;
    }
    const unlisted = await throughUnlisted(access, found);
    if (unlisted) return unlisted;
    const waited = clock.now() - begin;
    const known = clock.now() - (lostAt.get(key) ?? -Infinity) < 60_000;
    if (known || waited >= patience(found)) {
      const error = noManager(found, access.swarmId);
      if (error.code === "SWARM_QUORUM_LOST" && !known) lostAt.set(key, clock.now());
      throw error;
    }
    status("waiting for the managers to elect a leader");
    await clock.sleep(2_000, signal);
  }
}

/** Where the listed managers are new and in no swarm yet, or gone: a manager that was listed before, or will be. */
async function throughUnlisted(access: ManagerAccess, answers: readonly Answer[]): Promise<ManagerView | undefined> {
  const isOut = answers.every((answer) => "refusal" in answer && outside.has(answer.refusal));
  const managers = isOut ? unlistedManagers(access.swarmId, access.managers) : [];
  if (managers.length === 0) return undefined;
  const found = await firstUsable({ ...access, managers });
  return "swarmId" in found ? found : undefined;
}

/** What a machine answers that takes no part in the swarm: it may not do so yet, or no longer. */
const outside: ReadonlySet<Refusal> = new Set(["no-swarm", "unreachable", "worker"]);

/** Milliseconds for which these answers may still change for the better. */
function patience(answers: Answer[]): number {
  const refusals = answers.flatMap((answer) => ("refusal" in answer ? [answer.refusal] : []));
  // A manager that was just unlocked or started is pending until it has found the others.
  const answering = refusals.filter((refusal) => refusal === "no-quorum" || refusal === "pending").length;
  if (answering === 0) return 0;
  return answering >= majority(answers.length) ? ELECTION_MS : LOST_MS;
}

async function firstUsable(access: ManagerAccess): Promise<ManagerView | Answer[]> {
  const key = access.swarmId ?? "";
  const preferred = access.managers.find((manager) => manager.address === lastGood.get(key));
  if (preferred) {
    const answer = await ask(access, preferred);
    if ("view" in answer) return answer.view;
  }
  const asked = access.managers.map((manager) => ask(access, manager, { unlocks: true }));
  // The first usable answer wins; `ask` never rejects except on cancellation.
  const usable = asked.map(async (answer) => {
    const given = await answer;
    if ("view" in given) return given.view;
    throw new Error(given.reason);
  });
  const first = await Promise.any(usable).catch((error: AggregateError) => error);
  if (first instanceof AggregateError) return Promise.all(asked);
  const winner = isWhole(first, access.managers) ? first : newest(viewsOf(await Promise.all(asked)), first);
  if (key) lastGood.set(key, winner.manager.address);
  return winner;
}

function viewsOf(answers: readonly Answer[]): ManagerView[] {
  return answers.flatMap((answer) => ("view" in answer ? [answer.view] : []));
}

/**
 * Asks one manager. Rejects only when the run is cancelled: an unreachable host is an answer too.
 * @param unlocks A locked manager is unlocked first, where its swarm's key is known.
 */
export async function ask(
  { context, swarmId }: ManagerAccess,
  manager: Manager,
  { unlocks = false }: { unlocks?: boolean } = {},
): Promise<Answer> {
  let host: Host | undefined;
  try {
    host = await dial(context, manager.name, manager.connection, DIAL_MS);
    const answer = await askHost(host, manager, swarmId);
    const isLocked = "refusal" in answer && answer.refusal === "locked";
    if (!unlocks || !isLocked || !swarmId || !(await unlock(context, host, swarmId))) return answer;
    context.status(`${manager.name} was locked: unlocked it`);
    return await askHost(host, manager, swarmId);
  } catch (error) {
    context.signal.throwIfAborted();
    return { manager, host, refusal: refusalOf(error), reason: oneLine(error) };
  }
}

function refusalOf(error: unknown): Refusal {
  const code = error instanceof SwarmError ? error.code : undefined;
  if (code === "SWARM_NO_LEADER") return "no-quorum";
  return code === "SWARM_WRONG_KEY" ? "locked" : "unreachable";
}

async function askHost(host: Host, manager: Manager, expected?: string): Promise<Answer> {
  const info = await engineInfo(host, SLOW);
  const refuse = (refusal: Refusal, reason: string): Answer => ({ manager, refusal, reason, host, info });
  const swarm = info.Swarm;
  switch (swarm?.LocalNodeState) {
    case undefined:
    case "":
    case "inactive":
      return refuse("no-swarm", "is in no swarm");
    case "locked":
      return refuse("locked", "is locked: it needs the unlock key");
    case "pending":
      return refuse("pending", `is pending${because(swarm.Error)}`);
    case "error":
      return refuse("unfit", `is error${because(swarm.Error)}`);
  }
  if (!swarm?.ControlAvailable) return refuse("worker", "is a worker");
  const id = swarm.Cluster?.ID;
  if (!id) return refuse("no-quorum", swarm.Error ? oneLine(swarm.Error) : "sees no leader");
  if (expected && id !== expected) return refuse("unfit", `is a manager of another swarm, ${id}`);
  const nodes = await listNodes(host, SLOW);
  const quorum = quorumOf(nodes);
  if (!quorum.leader) return refuse("no-quorum", "sees no leader");
  // Reads go on for some seconds after the quorum is gone.
  if (!quorum.held) return refuse("no-quorum", `sees ${quorum.reachable} of ${quorum.managers} managers reachable`);
  const recoveries = Number(swarm.Cluster?.Spec?.Labels?.[recoveryLabel] ?? 0);
  return { manager, view: { manager, host, info, swarmId: id, nodes, recoveries } };
}

function because(error: string | undefined): string {
  return error ? `: ${oneLine(error)}` : "";
}
