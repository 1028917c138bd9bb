import { messageOf, SwarmError } from "../core/errors";
import type { HandlerContext } from "../provider/handler-context";
import { machineOf } from "../swarm/access/manager-registry";
import type { Manager } from "../swarm/access/schema";

/** All engines of a program come at about the same time; so long after the last one nobody starts. */
const GATHER_MS = 3_000;
const POLL_MS = 1_000;
/** The waits of one engine's change have deadlines of their own, which sum up to less. */
const CHANGE_MS = 7_200_000;

/**
 * One engine that is being changed: it looks whether it has to go out of service, waits for its turn, is out, or needs
 * no turn.
 */
interface RolloutMember {
  name: string;
  state: "looking" | "waiting" | "out" | "free";
  role: "manager" | "worker";
  leads: boolean;
}

interface Rollout {
  /** In the order of their arrival. */
  members: Set<RolloutMember>;
  lastArrival: number;
  failure?: { name: string; error: unknown };
}

/** By swarm. All engines of one `pulumi up` are changed in one session, so this is where they wait for each other. */
class Rollouts extends Map<string, Rollout> {}

/** What an engine says of itself when it asks for its turn. */
export interface TurnRequest {
  role: RolloutMember["role"];
  /** Whether it leads the swarm at this moment. */
  leads: () => Promise<boolean>;
  /** Workers that may be out of service at the same time. */
  maxUnavailable: number;
}

/** One engine's place in the rollout. */
export interface Turn {
  /**
   * Waits until the engine may go out of service: managers first and one at a time, of those the leader last, then
   * workers.
   * @throws SwarmError `ENGINE_NOT_TOUCHED` once the change of another engine has failed.
   */
  take(request: TurnRequest): Promise<void>;
  /** The engine is out of service already: the others wait for it. */
  repair(): void;
  /** The engine serves nobody, or goes on serving: nobody has to wait for it. */
  pass(): void;
}

/**
 * Changes one engine of a swarm in turn with the others. After the first failure nobody gets a turn any more. Pulumi
 * may hold back engines of a large cluster (`--parallel`): then the leader is the last of those that have come.
 */
export async function rolling<T>(
  context: HandlerContext,
  { name, drainVia }: { name: string; drainVia: readonly Manager[] },
  change: (turn: Turn) => Promise<T>,
): Promise<T> {
  const key = JSON.stringify(drainVia.length > 0 ? drainVia.map(machineOf).sort() : [name]);
  const rollouts = context.session.get(Rollouts);
  const rollout = rollouts.get(key) ?? { members: new Set(), lastArrival: 0 };
  rollouts.set(key, rollout);
  rollout.lastArrival = context.clock.now();
  const member: RolloutMember = { name, state: "looking", role: "worker", leads: false };
  rollout.members.add(member);
  try {
    return await change({
      take: (request) => takeTurn(context, rollout, member, request),
      // Whether it is a manager cannot be asked.
      repair: () => void Object.assign(member, { state: "out", role: "manager" }),
      pass: () => void Object.assign(member, { state: "free" }),
    });
  } catch (error) {
    if (member.state !== "free" && member.state !== "waiting") rollout.failure ??= { name, error };
    throw error;
  } finally {
    rollout.members.delete(member);
    if (rollout.members.size === 0 && !rollout.failure) rollouts.delete(key);
  }
}

async function takeTurn(
  context: HandlerContext,
  rollout: Rollout,
  member: RolloutMember,
  request: TurnRequest,
): Promise<void> {
  Object.assign(member, { state: "waiting", role: request.role });
  let wait = { obstacle: "", since: 0 };
  for (;;) {
    if (rollout.failure) throw notTouched(member.name, rollout.failure);
    let obstacle = obstacleOf(rollout, member, request, context.clock.now());
    if (!obstacle && member.role === "manager") {
      member.leads = await request.leads();
      obstacle = rollout.failure ? "a failure" : obstacleOf(rollout, member, request, context.clock.now());
    }
    if (!obstacle) {
      member.state = "out";
      return;
    }
    const now = context.clock.now();
    if (wait.obstacle !== obstacle) wait = { obstacle, since: now };
    if (now - wait.since > CHANGE_MS) throw stuck(member.name, obstacle);
    context.status(`waits for ${obstacle}`);
    await context.clock.sleep(POLL_MS, context.signal);
  }
}

/** What a member waits for; `undefined` when it may go. */
function obstacleOf(
  { members, lastArrival }: Rollout,
  member: RolloutMember,
  { maxUnavailable }: TurnRequest,
  now: number,
): string | undefined {
  const all = [...members];
  if (all.some(({ state }) => state === "looking") || now < lastArrival + GATHER_MS) return "a look at the other hosts";
  const out = all.filter(({ state }) => state === "out");
  const alone = member.role === "manager" || out.some(({ role }) => role === "manager");
  if (out.length >= (alone ? 1 : maxUnavailable)) return out.map(({ name }) => name).join(", ");
  const waiting = all.filter(({ state }) => state === "waiting");
  const before = waiting.filter((other) => rank(other) < rank(member));
  // The set keeps the order of arrival.
  const peers = waiting.slice(0, waiting.indexOf(member)).filter((other) => rank(other) === rank(member));
  return [...before, ...peers][0]?.name;
}

function rank({ role, leads }: RolloutMember): number {
  if (role === "worker") return 2;
  return leads ? 1 : 0;
}

function stuck(name: string, obstacle: string): SwarmError {
  return new SwarmError({
    code: "DEADLINE",
    kind: "transient",
    summary: `Nothing was changed: gave up waiting for ${obstacle} after ${CHANGE_MS / 1000} s`,
    host: name,
    fix: "Look at what is in the way there, then run again: what is done stays, and the rest follows.",
  });
}

function notTouched(name: string, failure: { name: string; error: unknown }): SwarmError {
  const { error } = failure;
  return new SwarmError({
    code: "ENGINE_NOT_TOUCHED",
    summary: `Nothing was changed: the change of ${failure.name} failed before it was this host's turn`,
    host: name,
    cause: error instanceof SwarmError ? error.summary : messageOf(error),
    fix: `Correct what the error of ${failure.name} says, then run again: what is done stays, and the rest follows.`,
  });
}
