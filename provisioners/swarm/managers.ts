import { api } from "../engine/api";
import type { EngineInfo, SwarmNode } from "../engine/types";
import { messageOf, SwarmError } from "../errors";
import type { Host } from "../ssh/types";
import { dial, type Tools } from "../tools";
import { until } from "../until";
import { quorumOf } from "./quorum";
import type { Manager } from "./schema";

/** A usable manager and what it saw when it was asked. */
export interface View {
  manager: Manager;
  host: Host;
  info: EngineInfo;
  swarmId: string;
  nodes: SwarmNode[];
}

/** How a swarm is reached: any of the managers will do. */
export interface Reach {
  tools: Tools;
  managers: readonly Manager[];
  /** Where given, a manager of another swarm does not count. */
  swarmId?: string;
}

/** A swarm that is known to exist. */
export interface SwarmReach extends Reach {
  swarmId: string;
}

export type Refusal = "no-swarm" | "no-quorum" | "locked" | "unreachable" | "unfit";
export type Answer =
  | { manager: Manager; view: View }
  | { manager: Manager; refusal: Refusal; reason: string; host?: Host; info?: EngineInfo };

/** A dead machine must not hold up the living ones for long; its own operations wait longer. */
const DIAL_MS = 20_000;
/** A new leader is elected within this time on slow machines; only then is the quorum called lost. */
const ELECTION_MS = 45_000;

/** Without a quorum the daemon itself takes 20 s to say so. */
const SLOW = { deadlineMs: 40_000 };

/** The manager that answered last, by swarm: asked first, so that one run does not ask all of them each time. */
const lastGood = new Map<string, string>();

/**
 * Calls `fn` with a manager that is reachable, not locked and sees a leader. Retryable errors choose a manager anew
 * until the deadline, so `fn` must be safe to repeat.
 *
 * @throws SwarmError `SWARM_NONE`, `SWARM_QUORUM_LOST`, `SWARM_UNREACHABLE`.
 */
export async function withManager<T>(
  reach: Reach,
  what: string,
  fn: (view: View) => Promise<T>,
  deadlineMs = 60_000,
): Promise<T> {
  const { signal, clock } = reach.tools;
  const done = await until(async () => ({ value: await fn(await findManager(reach)) }), {
    what,
    deadlineMs,
    signal,
    clock,
  });
  return done.value;
}

/** A usable manager; waits for an election that is under way. */
export async function findManager(reach: Reach): Promise<View> {
  const { clock, signal, status } = reach.tools;
  const end = clock.now() + ELECTION_MS;
  for (;;) {
    const found = await firstUsable(reach);
    if ("swarmId" in found) return found;
    const waiting = found.some((answer) => "refusal" in answer && answer.refusal === "no-quorum");
    if (!waiting || clock.now() >= end) throw noManager(found);
    status("waiting for the managers to elect a leader");
    await clock.sleep(2_000, signal);
  }
}

async function firstUsable(reach: Reach): Promise<View | Answer[]> {
  const key = reach.swarmId ?? "";
  const preferred = reach.managers.find((manager) => manager.address === lastGood.get(key));
  if (preferred) {
    const answer = await ask(reach, preferred);
    if ("view" in answer) return answer.view;
  }
  const asked = reach.managers.map((manager) => ask(reach, manager));
  // The first usable answer wins; `ask` never rejects except on cancellation.
  const usable = asked.map(async (answer) => {
    const given = await answer;
    if ("view" in given) return given.view;
    throw new Error(given.reason);
  });
  const winner = await Promise.any(usable).catch((error: AggregateError) => error);
  if (winner instanceof AggregateError) return Promise.all(asked);
  if (key) lastGood.set(key, winner.manager.address);
  return winner;
}

/** Asks one manager. Rejects only when the run is cancelled: an unreachable host is an answer too. */
export async function ask({ tools, swarmId }: Reach, manager: Manager): Promise<Answer> {
  let host: Host | undefined;
  try {
    host = await dial(tools, manager.name, manager.connection, DIAL_MS);
    return await askHost(host, manager, swarmId);
  } catch (error) {
    tools.signal.throwIfAborted();
    const lost = error instanceof SwarmError && error.code === "SWARM_NO_LEADER";
    return { manager, host, refusal: lost ? "no-quorum" : "unreachable", reason: oneLine(error) };
  }
}

async function askHost(host: Host, manager: Manager, expected?: string): Promise<Answer> {
  const info: EngineInfo = await api(host, "show its state", (docker) => docker.info(), SLOW);
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
    case "error":
      return refuse("unfit", `is ${swarm.LocalNodeState}${swarm.Error ? `: ${oneLine(swarm.Error)}` : ""}`);
  }
  if (!swarm?.ControlAvailable) return refuse("unfit", "is a worker");
  const id = swarm.Cluster?.ID;
  if (!id) return refuse("no-quorum", swarm.Error ? oneLine(swarm.Error) : "sees no leader");
  if (expected && id !== expected) return refuse("unfit", `is a manager of another swarm, ${id}`);
  const nodes: SwarmNode[] = await api(host, "list the nodes", (docker) => docker.listNodes(), SLOW);
  const quorum = quorumOf(nodes);
  if (!quorum.leader) return refuse("no-quorum", "sees no leader");
  // Reads go on for some seconds after the quorum is gone.
  if (!quorum.held) return refuse("no-quorum", `sees ${quorum.reachable} of ${quorum.managers} managers reachable`);
  return { manager, view: { manager, host, info, swarmId: id, nodes } };
}

/** The error for managers of which none is usable: one line each, and the worst of their reasons as the code. */
export function noManager(answers: Answer[]): SwarmError {
  const refused = answers.filter((answer) => "refusal" in answer);
  const is = (refusal: Refusal) => refused.filter((answer) => answer.refusal === refusal);
  const cause = refused
    .map(
      ({ manager, refusal, reason }) =>
        `${manager.name} ${refusal === "unreachable" ? "cannot be reached: " : ""}${reason}`,
    )
    .join("\n  ");
  const total = refused.length;
  if (is("no-quorum").length > 0) {
    const live = total - is("unreachable").length;
    return new SwarmError({
      code: "SWARM_QUORUM_LOST",
      summary: `The swarm has lost its quorum: ${live} of ${total} managers answer, none sees a leader`,
      cause,
      fix: "Bring enough managers back for a majority; running tasks go on meanwhile, but nothing can be changed. Where they are gone for good, run `docker swarm init --force-new-cluster --advertise-addr <its address>` on the one manager that is to survive, then `pulumi up`.",
    });
  }
  if (is("no-swarm").length === total) {
    return new SwarmError({
      code: "SWARM_NONE",
      summary: "None of the managers is in a swarm",
      cause,
      fix: "If the swarm was ended by hand, run `pulumi refresh`, then `pulumi up`, which makes it anew.",
    });
  }
  if (is("locked").length > 0) {
    return new SwarmError({
      code: "SWARM_LOCKED",
      summary: "No manager can be used: the swarm is locked",
      cause,
      fix: "Run `docker swarm unlock` on the locked managers with the swarm's unlock key.",
    });
  }
  return new SwarmError({
    code: "SWARM_UNREACHABLE",
    summary: `None of the ${total} managers can be used`,
    cause,
    fix: "Check that the machines run and that Docker is up on them (`systemctl status docker`), then run again.",
  });
}

function oneLine(error: unknown): string {
  return messageOf(error).replace(/\s*\n\s*/g, "; ");
}
