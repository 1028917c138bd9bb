import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import { checkShrink, isReachable, nodeName } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { withManagerLock } from "../access/manager-lock";
import { type SwarmAccess, withManager } from "../access/managers";
import type { nodeInputs } from "../schema";
import { drain } from "./drain";
import { leaveForGood, localSwarm, membershipOrWarn } from "./membership";
import { updateSpec } from "./node-spec";
import { demoteNow } from "./role";
import { removeNode } from "./stale-nodes";
import { isManager, survivorsOf } from "./survivors";

export type Leaver = Pick<z.output<typeof nodeInputs>, "connection" | "name" | "address"> & { nodeId: string };

/**
 * Takes a node out of its swarm: drain, demote, leave, remove, in this order, from a manager that stays. A host out of
 * reach is removed from the outside. Managers go one at a time, each after a new look at who is left.
 */
export async function remove(access: SwarmAccess, leaver: Leaver): Promise<void> {
  leaving.add(leaver.nodeId);
  try {
    const later = "it is removed from outside, so run `docker swarm leave --force` there later";
    const host = (await membershipOrWarn(access.context, leaver, later))?.host;
    const node = (await survivorsOf(access, leaver))?.nodes.find(({ ID }) => ID === leaver.nodeId);
    const run = () => removeNow(access, host, leaver);
    if (!node || !isManager(node)) return await run();
    if (isReachable(node)) await untilDeadAreGone(access, leaver);
    return await withManagerLock(access, run);
  } finally {
    leaving.delete(leaver.nodeId);
  }
}

/** A worker out of reach is drained and removed within this time. */
const LEAVERS_MS = 180_000;

/** Nodes that are being removed in this process. */
const leaving = new Set<string>();

/** A dead manager counts for the quorum and gives nothing to it: one that is to go as well goes first. */
async function untilDeadAreGone(access: SwarmAccess, leaver: Leaver): Promise<void> {
  const { clock, signal, status } = access.context;
  await until(
    async () => {
      const nodes = (await survivorsOf(access, leaver))?.nodes ?? [];
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

async function removeNow(access: SwarmAccess, host: Host | undefined, leaver: Leaver): Promise<void> {
  const { nodeId, name } = leaver;
  const survivors = await survivorsOf(access, leaver);
  const node = survivors?.nodes.find(({ ID }) => ID === nodeId);
  if (!survivors || !node) {
    if (host) await leaveIfStill(access, host, leaver);
    return;
  }
  if (survivors.others.length === 0 && survivors.unlisted) {
    if (isManager(node)) await demoteSelf(access, host, leaver);
    if (host) await leaveIfStill(access, host, leaver);
    access.context.log(
      `${name} stays in the swarm's records: run \`docker node rm ${nodeId}\` on a manager`,
      "warning",
    );
    return;
  }
  if (survivors.others.length === 0) return leaveLast(access, host, leaver, survivors.nodes);

  try {
    await removeThrough({ ...access, managers: survivors.others }, host, leaver, node);
  } catch (error) {
    // The last manager may leave meanwhile, and the swarm ends with it.
    if (!(error instanceof SwarmError && error.code === "SWARM_NONE")) throw error;
    if (host) await leaveIfStill(access, host, leaver);
  }
}

async function removeThrough(surviving: SwarmAccess, host: Host | undefined, leaver: Leaver, node: SwarmNode) {
  const { nodeId, name } = leaver;
  if (node.Status.State === "ready") await drain(surviving, nodeId, name);
  if (isManager(node)) await demoteNow(surviving, { nodeId, name, host });
  if (host) await leaveIfStill(surviving, host, leaver);
  await removeRecord(surviving, leaver, host !== undefined);
}

/** Where nobody else can be asked a manager demotes itself, while it still is one. */
async function demoteSelf(access: SwarmAccess, host: Host | undefined, { nodeId, name }: Leaver): Promise<void> {
  const { clock, signal } = access.context;
  await withManager(access, `${name} to be demoted`, async (view) => {
    checkShrink(view.nodes, nodeId, name);
    await updateSpec(view.host, nodeId, (spec) => ({ ...spec, Role: "worker", Availability: "drain" }));
  });
  if (!host) return;
  await until(async () => ((await localSwarm(host)).ControlAvailable ? undefined : true), {
    what: `${name} to be no manager any more`,
    deadlineMs: 120_000,
    host: host.label,
    fix: "Check that 2377/tcp is open between the managers, then run again.",
    clock,
    signal,
  });
}

/** The last manager cannot be demoted: with it the swarm ends. */
async function leaveLast(access: SwarmAccess, host: Host | undefined, leaver: Leaver, before: SwarmNode[]) {
  const { context } = access;
  const nodes = await withoutLeavers(access, leaver, before);
  const left = nodes.filter(({ ID, Status }) => ID !== leaver.nodeId && Status.State === "ready").length;
  if (left > 0) context.log(`${leaver.name} is the last manager: ${left} nodes stay without a swarm`, "warning");
  if (!host) return;
  context.status(`${leaver.name} leaves: it is the last manager, the swarm ends`);
  await leaveForGood(context, host);
}

/** The nodes that stay, once workers that are to go as well have gone: each of them still asks this manager. */
async function withoutLeavers(access: SwarmAccess, { nodeId }: Leaver, before: SwarmNode[]): Promise<SwarmNode[]> {
  const { clock, signal, status } = access.context;
  const isGoing = (node: SwarmNode) => node.ID !== nodeId && leaving.has(node.ID) && !isManager(node);
  const end = clock.now() + LEAVERS_MS;
  let nodes = before;
  while (nodes.some(isGoing) && clock.now() < end) {
    status(`waiting for ${nodes.filter(isGoing).map(nodeName).join(", ")} to leave first`);
    await clock.sleep(1_000, signal);
    nodes = await withManager(access, "the node list", async (view) => view.nodes);
  }
  return nodes;
}

/** Leaves only what it was in for this resource: the host may be in another swarm by now. */
async function leaveIfStill({ context, swarmId }: SwarmAccess, host: Host, { nodeId, name }: Leaver): Promise<void> {
  const local = await localSwarm(host);
  if (local.LocalNodeState === "inactive") return;
  const cluster = local.Cluster?.ID;
  if ((cluster && cluster !== swarmId) || (local.NodeID && local.NodeID !== nodeId)) {
    context.log(`${name} is in the swarm under another ID by now: left as it is`, "warning");
    return;
  }
  // An active manager that no other manager could speak for would take the quorum with it.
  if (local.ControlAvailable && local.LocalNodeState === "active") {
    context.log(
      `${name} still is a manager and stays until the whole swarm goes; to take it out alone, run \`docker swarm leave --force\` there`,
      "warning",
    );
    return;
  }
  context.status(`${name} leaves the swarm`);
  await leaveForGood(context, host);
}

async function removeRecord(access: SwarmAccess, { nodeId, name }: Leaver, left: boolean): Promise<void> {
  const { clock, signal, status } = access.context;
  status(`removing ${name} from the swarm`);
  if (left) {
    await until(
      async () => {
        const { nodes } = await withManager(access, "the node list", async (view) => view);
        const state = nodes.find(({ ID }) => ID === nodeId)?.Status.State;
        return state === "ready" ? undefined : true;
      },
      { what: `the swarm to see that ${name} has left`, deadlineMs: 60_000, clock, signal },
    );
  }
  await removeNode(access, nodeId);
}
