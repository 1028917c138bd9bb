import { nodeName } from "../../provisioners/docker/quorum";
import { refusalsOf, valuesOf } from "../../provisioners/docker/services/placement";
import type { Service, SwarmNode, Task } from "../../provisioners/docker/shapes";

/** How a service's tasks are spread over the nodes that may have them. */
export interface Spread {
  /** Tasks by node. */
  counts: { node: string; tasks: number }[];
  /** Docker would spread new tasks more evenly. */
  isLopsided: boolean;
}

/**
 * Pure: judges the running tasks of a replicated service. Docker first spreads over the values of each placement preference,
 * and only within one of them over nodes. So a service is lopsided where, among such values or among such nodes, one has
 * two tasks more than another.
 */
export function spreadOf(service: Service, tasks: readonly Task[], nodes: readonly SwarmNode[]): Spread {
  const running = tasks.filter(({ ServiceID, Status }) => ServiceID === service.ID && Status.State === "running");
  const candidates = nodes
    .filter((node) => refusalsOf(service, [node]).length === 0)
    .map((node) => ({ node, tasks: running.filter(({ NodeID }) => NodeID === node.ID).length }));
  const preferences = service.Spec.TaskTemplate.Placement?.Preferences ?? [];
  const keys = preferences.flatMap(({ Spread }) => Spread?.SpreadDescriptor ?? []);
  return {
    counts: candidates.map(({ node, tasks }) => ({ node: nodeName(node), tasks })),
    isLopsided: isUneven(candidates, keys),
  };
}

interface Counted {
  node: SwarmNode;
  tasks: number;
}

function isUneven(candidates: readonly Counted[], [key, ...deeper]: readonly string[]): boolean {
  if (key === undefined) return differ(candidates.map(({ tasks }) => tasks));
  const branches = new Map<string, Counted[]>();
  for (const each of candidates) {
    const value = valuesOf(key, each.node)?.[0] ?? "";
    branches.set(value, [...(branches.get(value) ?? []), each]);
  }
  const sums = [...branches.values()].map((branch) => branch.reduce((sum, { tasks }) => sum + tasks, 0));
  return differ(sums) || [...branches.values()].some((branch) => isUneven(branch, deeper));
}

const differ = (counts: readonly number[]) => counts.length > 1 && Math.max(...counts) - Math.min(...counts) >= 2;

/** `worker-1 4, worker-2 0`. */
export const spreadText = ({ counts }: Spread) => counts.map(({ node, tasks }) => `${node} ${tasks}`).join(", ");
