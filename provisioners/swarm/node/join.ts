import { messageOf, SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { isStatus } from "../../docker/client/call";
import { swarmInspect, swarmJoin } from "../../docker/client/swarm";
import { checkGrow, isReachable } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { anyAddress, raftAddress } from "../access/address";
import { withManagerLock } from "../access/manager-lock";
import type { ManagerView } from "../access/manager-view";
import { swarmNodes, withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { leave, settled } from "./membership";
import { type Attempt, type JoiningHost, removeStaleNodes } from "./stale-nodes";

/**
 * Makes a host that is in no swarm a ready member. Managers join one by one, workers as they come.
 *
 * @param view What a manager has just shown.
 */
export async function join(access: SwarmAccess, joining: JoiningHost, view: ManagerView): Promise<Membership> {
  if (joining.role === "worker") return joinNow(access, joining, view);
  return withManagerLock(access, async () => {
    const current = await withManager(access, "a manager to join", async (found) => found);
    checkGrow(current.nodes, joining.name);
    return joinNow(access, joining, current);
  });
}

/** A member, and all nodes as a manager has just listed them. */
export interface Membership {
  nodeId: string;
  nodes: SwarmNode[];
}

async function joinNow(access: SwarmAccess, joining: JoiningHost, view: ManagerView): Promise<Membership> {
  const { context } = access;
  const attempt: Attempt = { before: new Set(view.nodes.map(({ ID }) => ID)), localIds: new Set() };
  try {
    await tryTargets(access, joining, view, attempt);
    return await untilReady(access, joining);
  } catch (error) {
    context.signal.throwIfAborted();
    try {
      await removeStaleNodes(access, { ...attempt, joining });
    } catch (cleanup) {
      // The join's own error matters more to the user.
      context.log(`Records of the failed join may remain: ${messageOf(cleanup)}`, "warning");
    }
    throw error;
  }
}

/** The daemon uses only the first remote address, so each is a try of its own. */
async function tryTargets(
  access: SwarmAccess,
  joining: JoiningHost,
  view: ManagerView,
  attempt: Attempt,
): Promise<void> {
  const reasons: string[] = [];
  for (const target of targets(view)) {
    access.context.status(`joining as ${joining.role} through ${target}`);
    const reason = await tryTarget(access, joining, target, attempt);
    if (reason === undefined) return;
    reasons.push(`${target}: ${reason}`);
  }
  throw joinFailed(joining, reasons);
}

/** The addresses to join through: the manager that answered, then the other reachable ones. */
export function targets({ manager, nodes }: Pick<ManagerView, "manager" | "nodes">): string[] {
  const own = raftAddress(manager.address);
  const others = nodes.flatMap((node) => (node.ManagerStatus && isReachable(node) ? [node.ManagerStatus.Addr] : []));
  return [...new Set([...others.filter((addr) => addr === own), ...others])];
}

/** `undefined` when the host joined, else why not. Leaves the host in no swarm when it did not. */
async function tryTarget(
  access: SwarmAccess,
  { host, role, address, listenAddress, dataPathAddress }: JoiningHost,
  target: string,
  attempt: Attempt,
): Promise<string | undefined> {
  for (let rereads = 0; ; rereads++) {
    const token = await readToken(access, role);
    try {
      await swarmJoin(
        host,
        {
          ListenAddr: raftAddress(listenAddress ?? anyAddress),
          AdvertiseAddr: address,
          DataPathAddr: dataPathAddress,
          RemoteAddrs: [target],
          JoinToken: token,
        },
        { deadlineMs: 90_000 },
      );
      return undefined;
    } catch (error) {
      const text = messageOf(error);
      // The token was rotated between reading and joining: read it once more.
      if (/join token/.test(text) && rereads === 0) continue;
      // 503: it goes on in the background, or one that did is over by now. A dropped connection tells nothing either.
      const local = await settled(access.context, host, isStatus(error, 503) ? 60_000 : 30_000);
      if (local.LocalNodeState === "active") return undefined;
      if (local.NodeID) attempt.localIds.add(local.NodeID);
      if (local.LocalNodeState !== "inactive") await leave(access.context, host);
      if (local.Error) return local.Error;
      return causeOf(error);
    }
  }
}

async function readToken(access: SwarmAccess, role: JoiningHost["role"]): Promise<string> {
  const state = await withManager(access, "the join token from a manager", ({ host }) => swarmInspect(host));
  return role === "manager" ? state.JoinTokens.Manager : state.JoinTokens.Worker;
}

/** Waits until the swarm sees the new member as ready, a manager also as reachable. */
async function untilReady(access: SwarmAccess, { host, role, name }: JoiningHost): Promise<Membership> {
  const { clock, signal, status } = access.context;
  let seen: SwarmNode | undefined;
  return until(
    async () => {
      const [{ NodeID: nodeId }, nodes] = await Promise.all([settled(access.context, host), swarmNodes(access)]);
      seen = nodes.find(({ ID }) => ID === nodeId);
      const ready = seen?.Status.State === "ready" && (role === "worker" || isReachable(seen));
      return ready ? { nodeId, nodes } : undefined;
    },
    {
      what: `${name} to be ready in the swarm`,
      deadlineMs: 180_000,
      host: host.label,
      fix: "Open 2377/tcp, 7946/tcp+udp and the data path port (4789/udp, unless another is set) between the nodes, then run again.",
      clock,
      signal,
      onWait: () =>
        status(`joined; ${seen ? `the swarm sees it as ${seen.Status.State}` : "waiting for the swarm to see it"}`),
    },
  );
}

function joinFailed({ host, address, role }: JoiningHost, reasons: string[]): SwarmError {
  const dialBack = reasons.some((reason) => reason.includes("advertised address"));
  return new SwarmError({
    code: "SWARM_JOIN_FAILED",
    summary: `The host could not join the swarm as ${role}`,
    host: host.label,
    cause: reasons.join("\n  ") || "no manager has a known address",
    fix: dialBack
      ? `The managers cannot reach ${raftAddress(address)}: open 2377/tcp from the managers to it and check that ${address} is its own address.`
      : "Open 2377/tcp from this host to the managers, check that its clock is right, then run again.",
  });
}

function causeOf(error: unknown): string {
  return error instanceof SwarmError && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}
