import { messageOf, SwarmError } from "../../core/errors";
import { isStatus } from "../../docker/client/call";
import { removeNodeRecord } from "../../docker/client/nodes";
import type { Host } from "../../docker/host";
import { checkShrink, nodeName } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { isAt } from "../access/address";
import { localSwarm } from "../access/local-swarm";
import { swarmNodes, withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { updateSpec } from "./node-spec";

/** A host that is to become a node. */
export interface JoiningHost {
  host: Host;
  name: string;
  address: string;
  role: "manager" | "worker";
  listenAddress?: string;
  dataPathAddress?: string;
}

/** What a failed join may leave behind is told from the rest by these. */
export interface Attempt {
  /** Nodes that were there before. */
  before: Set<string>;
  /** IDs that the host was given on the way. */
  localIds: Set<string>;
}

/**
 * Records that a failed join left: never ready, and known to be ours by the ID that the host was given, or as the
 * manager record that came up while we held the managers' queue.
 */
export function staleNodes(
  nodes: readonly SwarmNode[],
  { before, localIds, joining }: Attempt & { joining: Pick<JoiningHost, "role"> },
): SwarmNode[] {
  return nodes.filter((node) => {
    if (node.Status.State === "ready" || before.has(node.ID)) return false;
    if (localIds.has(node.ID)) return true;
    const neverSeen = node.Status.State === "unknown" && !node.Description?.Hostname;
    return joining.role === "manager" && node.Spec.Role === "manager" && neverSeen;
  });
}

/**
 * Records of the joining's address that came up in the attempt and that the host is not in the swarm by: one that it
 * left by force counts as ready until it misses its heartbeats.
 */
function abandoned(
  nodes: readonly SwarmNode[],
  {
    before,
    joining,
    presentId,
  }: Pick<Attempt, "before"> & { joining: Pick<JoiningHost, "address">; presentId: string },
): SwarmNode[] {
  return nodes.filter(
    (node) =>
      !before.has(node.ID) &&
      node.ID !== presentId &&
      (node.Status.Addr === joining.address || node.ManagerStatus?.Addr === `${joining.address}:2377`),
  );
}

export async function removeStaleNodes(
  access: SwarmAccess,
  attempt: Attempt & { joining: JoiningHost },
): Promise<void> {
  const remove = async (choose: (nodes: SwarmNode[]) => SwarmNode[]) => {
    const nodes = await swarmNodes(access);
    for (const record of choose(nodes)) await removeNode(access, record.ID);
  };
  await remove((nodes) => staleNodes(nodes, attempt));
  // Last, as the host may be the one that does not answer.
  const { NodeID: presentId } = await localSwarm(attempt.joining.host);
  await remove((nodes) => abandoned(nodes, { ...attempt, presentId }));
}

/**
 * Earlier records of the same host: its name and address, but another ID. A host that left by force counts as ready
 * until its heartbeat is missed, so the state tells nothing.
 */
export function earlierRecords(
  nodes: readonly SwarmNode[],
  { nodeId, hostname, address }: { nodeId: string; hostname: string; address: string },
): SwarmNode[] {
  return nodes.filter((node) => {
    const here = node.Status.Addr === address || isAt(node, { address });
    return node.ID !== nodeId && here && node.Description?.Hostname === hostname;
  });
}

/**
 * Removes a record by its ID from any manager; one that is gone already is fine. A dead manager is demoted first, so
 * callers hold the managers' queue for one.
 */
export async function removeNode(access: SwarmAccess, nodeId: string, { force = true } = {}): Promise<void> {
  await withManager(access, "the node to be removed from the swarm", async ({ host, nodes }) => {
    const node = nodes.find(({ ID }) => ID === nodeId);
    if (!node) return;
    if (node.ManagerStatus) {
      checkShrink(nodes, nodeId, nodeName(node));
      // A record that a recovery left is no raft member: Docker cannot demote it, and removes it as it is.
      await updateSpec(host, nodeId, (spec) => ({ ...spec, Role: "worker" }));
    }
    await removeNodeRecord(host, node, { force }).catch((error) => {
      if (isStatus(error, 404)) return;
      // The raft member is taken out some seconds after the demotion.
      throw isStatus(error, 400) ? notYet(host, error) : error;
    });
  });
}

function notYet(host: Host, error: unknown): SwarmError {
  return new SwarmError({
    code: "SWARM_NODE_IN_USE",
    kind: "transient",
    summary: "The node cannot be removed yet",
    host: host.label,
    cause: messageOf(error),
  });
}
