import { SwarmError } from "../../provisioners/core/errors";
import { nodeName } from "../../provisioners/docker/quorum";
import type { Service, SwarmNode, Task } from "../../provisioners/docker/shapes";
import { stackLabel } from "../../provisioners/stack/convergence/watch";
import type { Workloads } from "./read";

export const stackOf = ({ Spec }: Service): string | undefined => Spec.Labels?.[stackLabel];

/** What a name means: all of some services, or what one node has of them, or one task. */
export interface Selection {
  services: Service[];
  node?: SwarmNode;
  /** As `taskName` has it. */
  task?: string;
}

/**
 * The services that a name means: one service, all of a stack, those with tasks on a node, or that of a task. All without
 * a name. `at` is the node that it is about, where that is given.
 *
 * @throws SwarmError `NOTHING_NAMED` with what there is
 */
export function select(name: string | undefined, workloads: Workloads, at?: string): Selection {
  const selection = selectNamed(name, workloads);
  return at === undefined ? selection : { ...selection, node: selectNamed(at, { ...workloads, services: [] }).node };
}

function selectNamed(name: string | undefined, workloads: Workloads): Selection {
  const { services, nodes, tasks } = workloads;
  if (name === undefined) return { services };
  const exact = services.filter(({ ID, Spec }) => Spec.Name === name || ID === name);
  if (exact.length > 0) return { services: exact };
  const ofStack = services.filter((service) => stackOf(service) === name);
  if (ofStack.length > 0) return { services: ofStack };
  const node = nodes.find((each) => nodeName(each) === name || each.ID === name);
  if (node) {
    const there = new Set(tasks.filter(({ NodeID }) => NodeID === node.ID).map(({ ServiceID }) => ServiceID));
    return { services: services.filter(({ ID }) => there.has(ID)), node };
  }
  const named = tasks.find((task) => taskName(task, workloads) === name);
  if (named) return { services: services.filter(({ ID }) => ID === named.ServiceID), task: name };
  const names = [...services.map(({ Spec }) => Spec.Name), ...services.flatMap((each) => stackOf(each) ?? [])];
  throw new SwarmError({
    code: "NOTHING_NAMED",
    summary: `There is no service, stack, task or node ${name}`,
    fix: `Use one of ${[...new Set([...names, ...nodes.map(nodeName)])].sort().join(", ")}`,
  });
}

/** The tasks of a selection. */
export function tasksOf({ services, node, task }: Selection, workloads: Workloads): Task[] {
  const wanted = new Set(services.map(({ ID }) => ID));
  const isThere = ({ NodeID }: Task) => !node || NodeID === node.ID;
  const isNamed = (each: Task) => task === undefined || taskName(each, workloads) === task;
  return workloads.tasks.filter((each) => wanted.has(each.ServiceID) && isThere(each) && isNamed(each));
}

/** Name of the node that a task is on; empty for one that has none yet. */
export function nodeOf({ NodeID }: Pick<Task, "NodeID">, nodes: readonly SwarmNode[]): string {
  const node = nodes.find(({ ID }) => ID === NodeID);
  return node ? nodeName(node) : (NodeID ?? "");
}

/** `web.2` for a replica, `web.worker-1` for a task of a global service. */
export function taskName(task: Task, { services, nodes }: Workloads): string {
  const service = services.find(({ ID }) => ID === task.ServiceID)?.Spec.Name ?? task.ServiceID;
  return `${service}.${task.Slot || nodeOf(task, nodes)}`;
}
