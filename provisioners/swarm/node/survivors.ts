import { SwarmError } from "../../core/errors";
import { isReachable } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { isAt } from "../access/address";
import { ManagerRegistry } from "../access/manager-registry";
import { swarmNodes } from "../access/managers";
import type { Manager } from "../access/schema";
import type { SwarmAccess } from "../access/swarm-access";
import type { Leaver } from "./schema";

/** True also for a node that is still a member of the raft, or already to be one. */
export function isManager(node: SwarmNode): boolean {
  return node.Spec.Role === "manager" || node.ManagerStatus !== undefined;
}

export interface Survivors {
  nodes: SwarmNode[];
  /** Listed managers other than the leaver that are managers still. */
  others: Manager[];
  /** Whether other managers take part that are listed nowhere: of an adopted swarm, or promoted by hand. */
  unlisted: boolean;
}

/** What the swarm looks like, seen from managers that stay where there are any; `undefined` when there is no swarm. */
export async function survivorsOf(access: SwarmAccess, leaver: Leaver): Promise<Survivors | undefined> {
  const { address, name, nodeId } = leaver;
  // Where all managers are replaced at once, those that stay are listed elsewhere.
  const registry = access.context.session.get(ManagerRegistry);
  const all = [...access.managers, ...registry.unlisted(access.swarmId, access.managers)];
  const others = all.filter((manager) => manager.address !== address);
  for (const managers of [others, all]) {
    if (managers.length === 0) continue;
    try {
      const nodes = await swarmNodes({ ...access, managers }, { deadlineMs: 10_000 });
      const isListed = (node: SwarmNode) => all.some((manager) => isAt(node, manager));
      return {
        nodes,
        others: others.filter((manager) => nodes.some((node) => isAt(node, manager))),
        unlisted: nodes.some((node) => node.ID !== nodeId && isReachable(node) && !isListed(node)),
      };
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      // Its other managers are gone or have left already: the leaver itself may be the last one.
      if (managers === others && managers.length < all.length) continue;
      if (error.code === "SWARM_NONE") return undefined;
      // Without a manager, or a quorum, nothing can be removed, and a manager's leaving would make it worse.
      const later = `run \`docker node rm ${nodeId}\` on a manager later`;
      access.context.log(`${name} stays in the swarm's records, so ${later}: ${error.message}`, "warning");
      return undefined;
    }
  }
  return undefined;
}
