import { SwarmError } from "../core/errors";
import type { HandlerContext } from "../provider/handler-context";
import type { Connection, Host } from "../ssh/types";
import { type SwarmReach, withManager } from "../swarm/access/managers";
import { availabilityLabel } from "../swarm/node/availability";
import { localSwarm } from "../swarm/node/membership";
import type { Manager } from "../swarm/schema";
import { type Member, outOfService } from "./maintenance";
import { backInService, untilReady } from "./restore";
import type { Turn } from "./rollout";

/** The parts of an engine's inputs that say where it stands. */
export interface Placed {
  name: string;
  connection: Connection;
  drainVia: readonly Manager[];
  maxUnavailable: number;
}

/** What is about to happen to an engine. */
export interface Step<T> {
  /** Docker is up; without it nobody can be asked about its swarm. */
  running: boolean;
  /** Takes Docker down for a while. */
  disruptive: boolean;
  work: () => Promise<T>;
}

interface Place {
  reach: SwarmReach;
  member: Member;
  isTakenOut: boolean;
}

/** Runs a step where nobody is disturbed: a disruptive one on a node of a swarm in its turn and drained. */
export async function inPlace<T>(
  context: HandlerContext,
  host: Host,
  placed: Placed,
  turn: Turn,
  step: Step<T>,
): Promise<T> {
  const { running, disruptive, work } = step;
  if (!running) {
    turn.repair();
    const result = await work();
    await putBack(context, host, placed);
    return result;
  }
  const place = await placeOf(context, host, placed);
  if (!place) {
    turn.pass();
    return work();
  }
  if (!disruptive) {
    const result = await work();
    await putBack(context, host, placed);
    return result;
  }
  const { reach, member } = place;
  const leads = async () => {
    const { nodes } = await withManager(reach, "the leader's name", async (view) => view);
    return nodes.some(({ ID, ManagerStatus }) => ID === member.nodeId && ManagerStatus?.Leader);
  };
  await turn.take({ role: member.role, leads, maxUnavailable: placed.maxUnavailable });
  return outOfService(reach, member, work);
}

/** Ends what an earlier, unfinished change has left of a node. */
async function putBack(context: HandlerContext, host: Host, placed: Placed): Promise<void> {
  const place = await placeOf(context, host, placed);
  if (!place?.isTakenOut) return;
  await untilReady(place.reach, place.member);
  await backInService(place.reach, place.member);
}

/** The host as a node of its swarm; `undefined` where it is in none that can be asked. */
async function placeOf(
  context: HandlerContext,
  host: Host,
  { name, connection, drainVia }: Placed,
): Promise<Place | undefined> {
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
        reach: { context, managers, swarmId },
        member: { name, host, nodeId: node.ID, role: node.ManagerStatus ? "manager" : "worker" },
        isTakenOut: node.Spec.Labels?.[availabilityLabel] !== undefined,
      };
    });
  } catch (error) {
    // The rest of a membership in a swarm that is gone.
    if (error instanceof SwarmError && error.code === "SWARM_NONE") return undefined;
    throw error;
  }
}
