import { SwarmError } from "../core/errors";
import type { Host } from "../docker/host";
import type { HandlerContext } from "../provider/handler-context";
import type { Connection } from "../ssh/schema";
import { localSwarm } from "../swarm/access/local-swarm";
import { ManagerRegistry } from "../swarm/access/manager-registry";
import { swarmNodes, withManager } from "../swarm/access/managers";
import type { Manager } from "../swarm/access/schema";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { availabilityLabel } from "../swarm/node/availability";
import { writeAccess } from "../swarm/unlock/unlock-managers";
import type { MaintainedNode } from "./maintained-node";
import { underMaintenance } from "./maintenance";
import { restore, untilReady } from "./restore";
import type { Turn } from "./rollout";

/** The parts of an engine's inputs that say where it stands. */
export interface MaintenanceTarget {
  name: string;
  connection: Connection;
  drainVia: readonly Manager[];
  maxUnavailable: number;
}

/** What is about to happen to an engine. */
export interface MaintenanceWork<T> {
  /** Docker is up; without it nobody can be asked about its swarm. */
  running: boolean;
  /** Takes Docker down for a while. */
  disruptive: boolean;
  work: () => Promise<T>;
}

interface NodeInSwarm {
  access: SwarmAccess;
  member: MaintainedNode;
  isUnderMaintenance: boolean;
}

/** Runs a step where nobody is disturbed: a disruptive one on a node of a swarm in its turn and drained. */
export async function inMaintenanceSlot<T>(
  context: HandlerContext,
  host: Host,
  target: MaintenanceTarget,
  turn: Turn,
  step: MaintenanceWork<T>,
): Promise<T> {
  const { running, disruptive, work } = step;
  if (!running) {
    turn.repair();
    const result = await work();
    await restoreLeftDrained(context, host, target);
    return result;
  }
  const found = await nodeInSwarm(context, host, target);
  if (!found) {
    turn.pass();
    return work();
  }
  if (!disruptive) {
    const result = await work();
    await restoreLeftDrained(context, host, target);
    return result;
  }
  const { access, member } = found;
  const leads = async () => {
    const nodes = await swarmNodes(access);
    return nodes.some(({ ID, ManagerStatus }) => ID === member.nodeId && ManagerStatus?.Leader);
  };
  await turn.take({ role: member.role, leads, maxUnavailable: target.maxUnavailable });
  return underMaintenance(access, member, work);
}

/** Ends what an earlier, unfinished change has left of a node. */
async function restoreLeftDrained(context: HandlerContext, host: Host, target: MaintenanceTarget): Promise<void> {
  const found = await nodeInSwarm(context, host, target);
  if (!found?.isUnderMaintenance) return;
  await untilReady(found.access, found.member);
  await restore(found.access, found.member);
}

/** The host as a node of its swarm; `undefined` where it is in none that can be asked. */
async function nodeInSwarm(
  context: HandlerContext,
  host: Host,
  { name, connection, drainVia }: MaintenanceTarget,
): Promise<NodeInSwarm | undefined> {
  await unlockKnown(context, drainVia.length > 0 ? drainVia : [{ name, connection, address: "" }]);
  const local = await localSwarm(host);
  if (local.LocalNodeState !== "active") return undefined;
  const self = { name, connection, address: local.NodeAddr ?? "" };
  const managers = drainVia.length > 0 ? drainVia : local.ControlAvailable ? [self] : [];
  if (managers.length === 0) {
    context.log(`${name} is a worker and no manager is given as \`drainVia\`: it is not drained`, "warning");
    return undefined;
  }
  try {
    return await withManager({ context, managers }, `${name} among the nodes`, async ({ swarmId, nodes }) => {
      const node = nodes.find(({ ID }) => ID === local.NodeID);
      if (!node) return undefined;
      return {
        access: { context, managers, swarmId },
        member: { name, host, nodeId: node.ID, role: node.ManagerStatus ? "manager" : "worker" },
        isUnderMaintenance: node.Spec.Labels?.[availabilityLabel] !== undefined,
      };
    });
  } catch (error) {
    // The rest of a membership in a swarm that is gone.
    if (error instanceof SwarmError && error.code === "SWARM_NONE") return undefined;
    throw error;
  }
}

/** A locked manager does not take part in its swarm, and so would not be drained. Which swarm it is in, it does not tell. */
async function unlockKnown(context: HandlerContext, managers: readonly Manager[]): Promise<void> {
  const swarmId = context.session.get(ManagerRegistry).swarmOf(managers);
  if (swarmId) await writeAccess(context, { managers, swarmId });
}
