import type { z } from "zod";
import type { SwarmNode } from "../engine/types";
import { SwarmError } from "../errors";
import type { Host } from "../ssh/types";
import { dialOrTell } from "../tools";
import { until } from "../until";
import { isAt } from "./address";
import { drain } from "./drain";
import { removeNode } from "./ghosts";
import { unlistedManagers } from "./known";
import { type SwarmReach, withManager } from "./managers";
import { leaveForGood, localSwarm } from "./membership";
import { isReachable, nodeName } from "./quorum";
import { demoteNow } from "./role";
import type { Manager, nodeInputs } from "./schema";
import { inManagersTurn } from "./turn";

export type Leaver = Pick<z.output<typeof nodeInputs>, "connection" | "name" | "address"> & { nodeId: string };

/**
 * Takes a node out of its swarm: drain, demote, leave, remove, in this order, from a manager that stays. A host out of
 * reach is removed from the outside. Managers go one at a time, each after a new look at who is left.
 */
export async function remove(reach: SwarmReach, leaver: Leaver): Promise<void> {
  leaving.add(leaver.nodeId);
  try {
    const later = "it is removed from outside, so run `docker swarm leave --force` there later";
    const host = await dialOrTell(reach.tools, leaver, later);
    const node = (await survivorsOf(reach, leaver))?.nodes.find(({ ID }) => ID === leaver.nodeId);
    const run = () => removeNow(reach, host, leaver);
    if (!node || !isManager(node)) return await run();
    if (host) await untilDeadAreGone(reach, leaver);
    return await inManagersTurn(reach, run);
  } finally {
    leaving.delete(leaver.nodeId);
  }
}

/** A worker out of reach is drained and removed within this time. */
const LEAVERS_MS = 180_000;

/** Nodes that are being removed in this process. */
const leaving = new Set<string>();

/** A dead manager counts for the quorum and gives nothing to it: one that is to go as well goes first. */
async function untilDeadAreGone(reach: SwarmReach, leaver: Leaver): Promise<void> {
  const { clock, signal, status } = reach.tools;
  await until(
    async () => {
      const nodes = (await survivorsOf(reach, leaver))?.nodes ?? [];
      const dead = nodes.filter((node) => isManager(node) && !isReachable(node) && leaving.has(node.ID));
      return dead.length === 0 ? true : undefined;
    },
    {
      what: "dead managers to be removed first",
      deadlineMs: 180_000,
      clock,
      signal,
      onWait: () => status("waiting until dead managers are removed"),
    },
  );
}

async function removeNow(reach: SwarmReach, host: Host | undefined, leaver: Leaver): Promise<void> {
  const survivors = await survivorsOf(reach, leaver);
  const node = survivors?.nodes.find(({ ID }) => ID === leaver.nodeId);
  if (!survivors || !node) {
    if (host) await leaveIfStill(reach, host, leaver);
    return;
  }
  if (survivors.others.length === 0) return leaveLast(reach, host, leaver, survivors.nodes);

  try {
    await removeThrough({ ...reach, managers: survivors.others }, host, leaver, node);
  } catch (error) {
    // The last manager may leave meanwhile, and the swarm ends with it.
    if (!(error instanceof SwarmError && error.code === "SWARM_NONE")) throw error;
    if (host) await leaveIfStill(reach, host, leaver);
  }
}

async function removeThrough(surviving: SwarmReach, host: Host | undefined, leaver: Leaver, node: SwarmNode) {
  const { nodeId, name } = leaver;
  if (node.Status.State === "ready") await drain(surviving, nodeId, name);
  if (isManager(node)) await demoteNow(surviving, { nodeId, name, host });
  if (host) await leaveIfStill(surviving, host, leaver);
  await removeRecord(surviving, leaver, host !== undefined);
}

function isManager(node: SwarmNode): boolean {
  return node.Spec.Role === "manager" || node.ManagerStatus !== undefined;
}

interface Survivors {
  nodes: SwarmNode[];
  /** Listed managers other than the leaver that are managers still. */
  others: Manager[];
}

/** What the swarm looks like, seen from managers that stay where there are any; `undefined` when there is no swarm. */
async function survivorsOf(reach: SwarmReach, { address, name }: Leaver): Promise<Survivors | undefined> {
  // Where all managers are replaced at once, those that stay are listed elsewhere.
  const all = [...reach.managers, ...unlistedManagers(reach.swarmId, reach.managers)];
  const others = all.filter((manager) => manager.address !== address);
  for (const managers of [others, all]) {
    if (managers.length === 0) continue;
    try {
      const { nodes } = await withManager({ ...reach, managers }, "a manager", async (view) => view, 10_000);
      return { nodes, others: others.filter((manager) => nodes.some((node) => isAt(node, manager))) };
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      // Its other managers are gone or have left already: the leaver itself may be the last one.
      if (managers === others && managers.length < all.length) continue;
      if (error.code === "SWARM_NONE" || error.code === "SWARM_UNREACHABLE") return undefined;
      // A lost quorum: without it nothing can be removed, and leaving would make it worse.
      reach.tools.log(`${name} stays in the swarm's records: ${error.message}`, "warning");
      return undefined;
    }
  }
  return undefined;
}

/** The last manager cannot be demoted: with it the swarm ends. */
async function leaveLast(reach: SwarmReach, host: Host | undefined, leaver: Leaver, before: SwarmNode[]) {
  const { tools } = reach;
  const nodes = await withoutLeavers(reach, leaver, before);
  const left = nodes.filter(({ ID, Status }) => ID !== leaver.nodeId && Status.State === "ready").length;
  if (left > 0) tools.log(`${leaver.name} is the last manager: ${left} nodes stay without a swarm`, "warning");
  if (!host) return;
  tools.status(`${leaver.name} leaves: it is the last manager, the swarm ends`);
  await leaveForGood(tools, host);
}

/** The nodes that stay, once workers that are to go as well have gone: each of them still asks this manager. */
async function withoutLeavers(reach: SwarmReach, { nodeId }: Leaver, before: SwarmNode[]): Promise<SwarmNode[]> {
  const { clock, signal, status } = reach.tools;
  const isGoing = (node: SwarmNode) => node.ID !== nodeId && leaving.has(node.ID) && !isManager(node);
  const end = clock.now() + LEAVERS_MS;
  let nodes = before;
  while (nodes.some(isGoing) && clock.now() < end) {
    status(`waiting for ${nodes.filter(isGoing).map(nodeName).join(", ")} to leave first`);
    await clock.sleep(1_000, signal);
    nodes = await withManager(reach, "the node list", async (view) => view.nodes);
  }
  return nodes;
}

/** Leaves only what it was in for this resource: the host may be in another swarm by now. */
async function leaveIfStill({ tools, swarmId }: SwarmReach, host: Host, { nodeId, name }: Leaver): Promise<void> {
  const local = await localSwarm(host);
  if (local.LocalNodeState === "inactive") return;
  const cluster = local.Cluster?.ID;
  if ((cluster && cluster !== swarmId) || (local.NodeID && local.NodeID !== nodeId)) {
    tools.log(`${name} is in the swarm under another ID by now: left as it is`, "warning");
    return;
  }
  // An active manager that no other manager could speak for would take the quorum with it.
  if (local.ControlAvailable && local.LocalNodeState === "active") {
    tools.log(
      `${name} still is a manager and stays until the whole swarm goes; to take it out alone, run \`docker swarm leave --force\` there`,
      "warning",
    );
    return;
  }
  tools.status(`${name} leaves the swarm`);
  await leaveForGood(tools, host);
}

async function removeRecord(reach: SwarmReach, { nodeId, name }: Leaver, left: boolean): Promise<void> {
  const { clock, signal, status } = reach.tools;
  status(`removing ${name} from the swarm`);
  if (left) {
    await until(
      async () => {
        const { nodes } = await withManager(reach, "the node list", async (view) => view);
        const state = nodes.find(({ ID }) => ID === nodeId)?.Status.State;
        return state === "ready" ? undefined : true;
      },
      { what: `the swarm to see that ${name} has left`, deadlineMs: 60_000, clock, signal },
    );
  }
  await removeNode(reach, nodeId);
}
