import { messageOf, SwarmError } from "../core/errors";
import { readUnlockKey } from "../docker/client/swarm";
import { canSpare, quorumOf } from "../docker/quorum";
import type { SwarmNode } from "../docker/shapes";
import { withManagerLock } from "../swarm/access/manager-lock";
import { swarmNodes, withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { drainedSpec } from "../swarm/node/availability";
import { drain } from "../swarm/node/drain";
import { updateSpec } from "../swarm/node/node-spec";
import { UnlockKeys } from "../swarm/unlock/unlock-keys";
import type { MaintainedNode } from "./maintained-node";
import { openPorts } from "./mesh";
import { preDrain } from "./pre-drain";
import { restore, untilReady } from "./restore";
import { settledServices, untilServicesRun } from "./service-safety";

/** A node that did not come back is left as it is after so long. */
const SECOND_LOOK_MS = 20_000;

/**
 * Runs what takes a node's engine down: first the quorum is checked and the tasks move away, afterwards the node is
 * ready, has its availability again, and every service that ran before runs again.
 */
export async function underMaintenance<T>(
  access: SwarmAccess,
  member: MaintainedNode,
  work: () => Promise<T>,
): Promise<T> {
  const run = () => outNow(access, member, work);
  return member.role === "manager" ? withManagerLock(access, run) : run();
}

async function outNow<T>(access: SwarmAccess, whole: MaintainedNode, work: () => Promise<T>): Promise<T> {
  const nodes = await swarmNodes(access);
  if (whole.role === "manager") {
    checkSpare(access, whole, nodes);
    await learnKey(access);
  }
  const member = { ...whole, ports: await openPorts(access, whole.host, whole.nodeId) };
  const ran = await settledServices(access);
  let result: T;
  try {
    await moveTasks(access, member, nodes);
    result = await work();
    await untilReady(access, member);
  } catch (error) {
    access.context.signal.throwIfAborted();
    throw withAfterword(error, await putBackIfReady(access, member));
  }
  await restore(access, member);
  await untilServicesRun(access, ran, member.name);
  // Ports of services that no other node may run are open only now.
  await untilReady(access, member);
  return result;
}

/** Under autolock a manager comes back locked, and the state that has the key is that of another resource. */
async function learnKey(access: SwarmAccess): Promise<void> {
  const key = await withManager(access, "the unlock key", ({ host }) => readUnlockKey(host));
  if (key) access.context.session.get(UnlockKeys).learn(access.swarmId, key);
}

function checkSpare(
  { context }: SwarmAccess,
  { name, host, nodeId }: MaintainedNode,
  nodes: readonly SwarmNode[],
): void {
  if (canSpare(nodes, nodeId)) return;
  const { managers, reachable } = quorumOf(nodes);
  if (managers < 3) {
    context.log(
      `${name}: with ${managers} managers nothing in the swarm can change while it is out of service`,
      "warning",
    );
    return;
  }
  throw new SwarmError({
    code: "SWARM_QUORUM_AT_STAKE",
    summary: "Refused to take a manager out of service: the swarm would lose its quorum",
    host: host.label,
    cause: `${reachable} of ${managers} managers are reachable`,
    fix: "Bring the unreachable managers back first, then run again.",
  });
}

async function moveTasks(access: SwarmAccess, member: MaintainedNode, nodes: readonly SwarmNode[]): Promise<void> {
  const { name, nodeId } = member;
  const others = nodes.filter(
    ({ ID, Spec, Status }) => ID !== nodeId && Spec.Availability === "active" && Status.State === "ready",
  );
  if (others.length === 0) {
    access.context.log(`${name}: no other node takes its tasks, so they stop while its Docker is down`, "warning");
    return;
  }
  await preDrain(access, member);
  await withManager(access, `${name} to be drained`, ({ host }) => updateSpec(host, nodeId, drainedSpec));
  await drain(access, nodeId, name);
}

/** What became of a node whose change failed. A node that works must not stay drained. */
async function putBackIfReady(access: SwarmAccess, member: MaintainedNode): Promise<string> {
  try {
    await untilReady(access, member, SECOND_LOOK_MS);
    await restore(access, member);
    return `${member.name} itself runs and takes tasks as before.`;
  } catch (error) {
    access.context.signal.throwIfAborted();
    const reason = messageOf(error).split("\n")[0];
    return `${member.name} stays drained until the next successful run, because it is not ready: ${reason}.`;
  }
}

function withAfterword(error: unknown, afterword: string): unknown {
  if (!(error instanceof SwarmError)) return error;
  return new SwarmError({ ...error, kind: "final", fix: [error.fix, afterword].filter(Boolean).join(" ") });
}
