import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import { canSpare, isReachable, nodeName, quorumOf } from "../../provisioners/docker/quorum";
import type { SwarmNode } from "../../provisioners/docker/shapes";
import type { RebootNeed } from "../../provisioners/host/reboot";
import { type Candidate, inOrder, isLeftOut } from "./order";

/** What is to happen to a node. */
export interface Step extends Candidate {
  /** `work`: out of service, the work, and back. `restore`: only back. `skip`: nothing. */
  action: "work" | "restore" | "skip";
  /** Why, where that is not what was asked for. */
  reason: string;
}

export interface PlanOptions {
  /** `due`: only where a reboot is due. `left`: only what an unfinished run has left out of service, to put it back. */
  scope: "all" | "due" | "left";
  /** A swarm with one or two managers has no quorum while one of them is out. */
  allowQuorumLoss: boolean;
}

/** What a machine says of itself, by name; undefined where it was not asked. */
export type Needs = ReadonlyMap<string, RebootNeed | { unreachable: string }>;

/** Pure: the steps in their order. */
export function stepsOf(candidates: readonly Candidate[], needs: Needs, { scope }: PlanOptions): Step[] {
  return inOrder(candidates).map((candidate) => ({ ...candidate, ...judge(candidate, needs, scope) }));
}

function judge(candidate: Candidate, needs: Needs, scope: PlanOptions["scope"]): Pick<Step, "action" | "reason"> {
  const { node, declared } = candidate;
  const skip = (reason: string) => ({ action: "skip" as const, reason });
  if (!node) return skip("the swarm has no such node");
  const isOut = isLeftOut(candidate);
  const left = isOut ? leftOut : "";
  if (scope === "left") return isOut ? { action: "restore", reason: left } : skip(inService);
  // One that was left out may be on its way back.
  if (!isOut && node.Status.State !== "ready") return skip(`it is ${node.Status.State}`);
  const need = needs.get(declared.name);
  if (need && "unreachable" in need) return skip(`it cannot be reached: ${need.unreachable}`);
  if (scope === "all") return { action: "work", reason: left };
  if (need?.isDue) {
    const text = ["a reboot is due", need.packages.join(", ")].filter(Boolean).join(": ");
    return { action: "work", reason: [left, text].filter(Boolean).join("; ") };
  }
  if (isOut) return { action: "restore", reason: left };
  return skip(need?.isDue === false ? notDue : "nothing on it tells whether a reboot is due");
}

const leftOut = "an unfinished run left it out of service";
const notDue = "no reboot is due";
const inService = "it is in service";

/** True for a node that was asked for and not dealt with. */
export const isPassedOver = ({ action, reason }: Step) => action === "skip" && ![notDue, inService].includes(reason);

/**
 * Refuses what would cost the swarm its quorum, or take a second node out beside one that is out already.
 *
 * @throws SwarmError `SWARM_QUORUM_AT_STAKE`, `NODE_OUT_OF_SERVICE`
 */
export function checkSafe(steps: readonly Step[], nodes: readonly SwarmNode[], options: PlanOptions): void {
  const due = steps.filter(({ action }) => action === "work");
  const dealtWith = new Set(steps.flatMap(({ action, node }) => (action === "skip" ? [] : (node?.ID ?? []))));
  const others = nodes.filter((node) => isLeftOut({ node }) && !dealtWith.has(node.ID));
  if (due.length > 0 && others.length > 0) throw outOfService(others);
  const atStake = due.filter(({ node }) => node?.ManagerStatus && !canSpare(nodes, node.ID));
  if (atStake.length === 0) return;
  const { managers, reachable } = quorumOf(nodes);
  if (managers < 3 && options.allowQuorumLoss) return;
  const dead = nodes.filter((node) => node.ManagerStatus && !isReachable(node)).map(nodeName);
  throw new SwarmError({
    code: "SWARM_QUORUM_AT_STAKE",
    summary: `Refused to take ${atStake.map(({ declared }) => declared.name).join(", ")} out of service: the swarm would lose its quorum`,
    cause: `${reachable} of ${managers} managers are reachable${dead.length > 0 ? `; not reachable: ${dead.join(", ")}` : ""}`,
    fix:
      managers < 3
        ? "Add managers until there are three. Or accept that nothing in the swarm can change meanwhile, with `--allow-quorum-loss`: running tasks go on."
        : "Bring the unreachable managers back first, then run again.",
  });
}

function outOfService(nodes: readonly SwarmNode[]): SwarmError {
  const names = nodes.map(nodeName);
  return new SwarmError({
    code: "NODE_OUT_OF_SERVICE",
    summary: `${names.join(", ")} is out of service already`,
    cause: "a run of `pulumi up` or of this command is under way, or was ended before it put the node back",
    fix: `Wait for that run. If there is none, repeat it, or put the node back with \`${readerCommand("swarm", `maintenance ${names[0]} --restore`)}\``,
  });
}
