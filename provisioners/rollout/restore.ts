import { SwarmError } from "../core/errors";
import { until } from "../core/until";
import { engineInfo } from "../docker/client/engine";
import { isReachable } from "../docker/quorum";
import { isAt } from "../swarm/access/address";
import { localSwarm } from "../swarm/access/local-swarm";
import { swarmNodes, withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { restoredSpec } from "../swarm/node/availability";
import { updateSpec } from "../swarm/node/node-spec";
import { unlock } from "../swarm/unlock/unlock";
import type { MaintainedNode } from "./maintained-node";
import { openPorts, served } from "./mesh";

const READY_MS = 240_000;

/**
 * Waits until a node whose engine was restarted takes part in the swarm again, as it sees it itself and as the other
 * managers see it.
 */
export async function untilReady(access: SwarmAccess, member: MaintainedNode, deadlineMs = READY_MS): Promise<void> {
  const { clock, signal, status } = access.context;
  let missing: string | undefined = "it was not asked yet";
  try {
    await until(
      async () => {
        await unlockIfLocked(access, member);
        missing = await missingOf(await othersOf(access, member), member);
        return missing ? undefined : true;
      },
      {
        what: `${member.name} to be ready in the swarm`,
        deadlineMs,
        clock,
        signal,
        onWait: (_attempt, last) => status(`waiting until it is ready: ${missing ?? last?.split("\n")[0]}`),
      },
    );
  } catch (error) {
    if (!(error instanceof SwarmError) || error.code !== "DEADLINE") throw error;
    throw new SwarmError({
      code: "ENGINE_NOT_READY",
      summary: error.summary,
      host: member.host.label,
      cause: error.cause ?? missing,
      fix: "Look at `journalctl -u docker` there, and that 2377/tcp, 7946/tcp+udp and the data path port (4789/udp, unless another is set) are open between the nodes.",
    });
  }
}

/** Under autolock a manager comes back locked. Without it there may be no quorum: it is unlocked before any other is asked. */
async function unlockIfLocked({ context, swarmId }: SwarmAccess, { host }: MaintainedNode): Promise<void> {
  if ((await localSwarm(host)).LocalNodeState === "locked") await unlock(context, host, swarmId);
}

/** What is not yet as it should be. */
async function missingOf(
  access: SwarmAccess,
  { host, nodeId, role, ports }: MaintainedNode,
): Promise<string | undefined> {
  const local = await localSwarm(host);
  if (local.LocalNodeState !== "active") return `Docker there says it is ${local.LocalNodeState}`;
  if (role === "manager" && !local.Cluster?.ID) return "Docker there sees no leader";
  const { ServerVersion } = await engineInfo(host);
  const nodes = await swarmNodes(access);
  const node = nodes.find(({ ID }) => ID === nodeId);
  if (node?.Status.State !== "ready") return `the other managers see it as ${node?.Status.State ?? "no node"}`;
  if (role === "manager" && !isReachable(node)) return "the other managers do not reach it";
  const seen = node.Description?.Engine?.EngineVersion;
  // What the managers know of it is from before the restart while the version is another one.
  if (seen && seen !== ServerVersion) return `the other managers still see Docker ${seen} there`;
  if (!ports?.length) return undefined;
  const open = await openPorts(access, host, nodeId);
  const closed = await served(
    access,
    ports.filter((port) => !open.includes(port)),
  );
  return closed.length > 0 ? `the routing mesh does not answer there on ${closed.join(", ")}` : undefined;
}

/** The swarm without the node's own opinion of itself, where there are other managers. */
async function othersOf(access: SwarmAccess, { nodeId, role }: MaintainedNode): Promise<SwarmAccess> {
  if (role === "worker" || access.managers.length === 1) return access;
  const nodes = await swarmNodes(access);
  const own = nodes.find(({ ID }) => ID === nodeId);
  return { ...access, managers: access.managers.filter((manager) => !own || !isAt(own, manager)) };
}

/** Gives a node the availability that it had before it was taken out of service, if it was. */
export async function restore(access: SwarmAccess, { name, nodeId }: MaintainedNode): Promise<void> {
  await withManager(access, `${name} to take tasks again`, ({ host }) => updateSpec(host, nodeId, restoredSpec));
}
