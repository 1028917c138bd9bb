import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import { isReachable } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { withManagerLock } from "../access/manager-lock";
import { swarmNodes } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { Departures, untilDeadManagersAreRemoved } from "./departures";
import { drain } from "./drain";
import { demoteSelf, leaveAsLast, leaveIfMember } from "./leaving";
import { membershipOrWarn } from "./membership";
import { demoteNow } from "./role";
import type { Leaver } from "./schema";
import { removeNode } from "./stale-nodes";
import { isManager, survivorsOf } from "./survivors";

/**
 * Takes a node out of its swarm: drain, demote, leave, remove, in this order, from a manager that stays. A host out of
 * reach is removed from the outside. Managers go one at a time, each after a new look at who is left.
 */
export async function remove(access: SwarmAccess, leaver: Leaver): Promise<void> {
  const departures = access.context.session.get(Departures);
  departures.add(leaver.nodeId);
  try {
    const later = "it is removed from outside, so run `docker swarm leave --force` there later";
    const host = (await membershipOrWarn(access.context, leaver, later))?.host;
    const node = (await survivorsOf(access, leaver))?.nodes.find(({ ID }) => ID === leaver.nodeId);
    const run = () => removeNow(access, host, leaver);
    if (!node || !isManager(node)) return await run();
    if (isReachable(node)) await untilDeadManagersAreRemoved(access, leaver);
    return await withManagerLock(access, run);
  } finally {
    departures.delete(leaver.nodeId);
  }
}

async function removeNow(access: SwarmAccess, host: Host | undefined, leaver: Leaver): Promise<void> {
  const { nodeId, name } = leaver;
  const survivors = await survivorsOf(access, leaver);
  const node = survivors?.nodes.find(({ ID }) => ID === nodeId);
  if (!survivors || !node) {
    if (host) await leaveIfMember(access, host, leaver);
    return;
  }
  if (survivors.others.length === 0 && survivors.unlisted) {
    if (isManager(node)) await demoteSelf(access, host, leaver);
    if (host) await leaveIfMember(access, host, leaver);
    access.context.log(
      `${name} stays in the swarm's records: run \`docker node rm ${nodeId}\` on a manager`,
      "warning",
    );
    return;
  }
  if (survivors.others.length === 0) return leaveAsLast(access, host, leaver, survivors.nodes);

  try {
    await removeThrough({ ...access, managers: survivors.others }, host, leaver, node);
  } catch (error) {
    // The last manager may leave meanwhile, and the swarm ends with it.
    if (!(error instanceof SwarmError && error.code === "SWARM_NONE")) throw error;
    if (host) await leaveIfMember(access, host, leaver);
  }
}

async function removeThrough(surviving: SwarmAccess, host: Host | undefined, leaver: Leaver, node: SwarmNode) {
  const { nodeId, name } = leaver;
  if (node.Status.State === "ready") await drain(surviving, nodeId, name);
  if (isManager(node)) await demoteNow(surviving, { nodeId, name, host });
  if (host) await leaveIfMember(surviving, host, leaver);
  await removeRecord(surviving, leaver, host !== undefined);
}

async function removeRecord(access: SwarmAccess, { nodeId, name }: Leaver, left: boolean): Promise<void> {
  const { clock, signal, status } = access.context;
  status(`removing ${name} from the swarm`);
  if (left) {
    await until(
      async () => {
        const nodes = await swarmNodes(access);
        const state = nodes.find(({ ID }) => ID === nodeId)?.Status.State;
        return state === "ready" ? undefined : true;
      },
      { what: `the swarm to see that ${name} has left`, deadlineMs: 60_000, clock, signal },
    );
  }
  await removeNode(access, nodeId);
}
