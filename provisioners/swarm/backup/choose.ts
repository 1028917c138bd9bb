import { SwarmError } from "../../core/errors";
import { canSpare, isReachable, majority, nodeName, quorumOf } from "../../docker/quorum";
import type { SwarmNode, Task } from "../../docker/shapes";
import { isAt } from "../access/address";
import type { Manager } from "../access/schema";

/** The manager whose Docker is to be stopped for some seconds. */
export interface Choice {
  manager: Manager;
  node: SwarmNode;
  /** Tasks that are interrupted there. */
  tasks: number;
  /** Why the swarm cannot be changed in these seconds; undefined where it can. */
  interrupts?: string;
}

interface Swarm {
  managers: readonly Manager[];
  nodes: readonly SwarmNode[];
  tasks: readonly Pick<Task, "NodeID" | "DesiredState">[];
}

/**
 * Chooses a manager that can be spared: not the leader, and of those the one with the fewest tasks. Where the swarm has so
 * few managers that none can ever be spared, the choice says what that means.
 *
 * @param wanted Name of the manager, where it is not to be chosen.
 * @throws SwarmError `BACKUP_NOT_SAFE` where managers are away: with one more out, the quorum would be lost
 */
export function chooseManager({ managers, nodes, tasks }: Swarm, wanted?: string): Choice {
  const candidates = managers
    .filter(({ name }) => wanted === undefined || name === wanted)
    .flatMap((manager) => {
      const node = nodes.find((each) => isReachable(each) && isAt(each, manager));
      return node ? [{ manager, node, tasks: tasksOn(node, tasks) }] : [];
    })
    .sort((a, b) => leads(a.node) - leads(b.node) || a.tasks - b.tasks || (a.manager.name < b.manager.name ? -1 : 1));
  const [best] = candidates;
  if (!best) throw noCandidate(managers, wanted);
  const { managers: total, reachable } = quorumOf(nodes);
  if (canSpare(nodes, best.node.ID)) {
    if (!leads(best.node)) return best;
    return { ...best, interrupts: "it leads the swarm, and until another one does, nothing can be changed" };
  }
  if (reachable < total) throw notSafe(nodes);
  const few =
    total === 1
      ? "it is the only manager"
      : `with ${total} managers, ${majority(total)} of which are needed, none can be spared`;
  return {
    ...best,
    interrupts: `${few}: until it is back, the swarm has no quorum and nothing can be changed or rescheduled`,
  };
}

const leads = ({ ManagerStatus }: SwarmNode) => Number(ManagerStatus?.Leader === true);

const tasksOn = ({ ID }: SwarmNode, tasks: Swarm["tasks"]) =>
  tasks.filter(({ NodeID, DesiredState }) => NodeID === ID && DesiredState === "running").length;

function noCandidate(managers: readonly Manager[], wanted: string | undefined): SwarmError {
  return new SwarmError({
    code: "BACKUP_NOT_SAFE",
    summary:
      wanted === undefined
        ? "None of the managers is reachable in the swarm"
        : `${wanted} is no reachable manager of the swarm`,
    fix: `Look at \`pulumi-swarm status\`; the stack declares ${managers.map(({ name }) => name).join(", ")}.`,
  });
}

function notSafe(nodes: readonly SwarmNode[]): SwarmError {
  const { managers, reachable } = quorumOf(nodes);
  const away = nodes.filter((node) => node.ManagerStatus && !isReachable(node)).map(nodeName);
  return new SwarmError({
    code: "BACKUP_NOT_SAFE",
    summary: "No backup: the swarm would lose its quorum while a manager's Docker is stopped",
    cause: `${reachable} of ${managers} managers are reachable, ${majority(managers)} are needed; not reachable: ${away.join(", ")}`,
    fix: "Bring them back, or remove them from the swarm, then run it again.",
  });
}
