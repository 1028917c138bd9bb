import { taskIn, type Wanted } from "../workloads/task-labels";

/** Something that happened, as one node's Docker reports it. */
export interface ClusterEvent {
  /** To the millisecond, as ISO has it. */
  time: string;
  /** The node that reports it. What happens in the swarm as a whole is reported by every manager, and shown once. */
  node: string;
  scope: "local" | "swarm";
  /** `container`, `service`, `node`, `image`, … */
  type: string;
  /** `start`, `die`, `update`, … */
  action: string;
  id: string;
  /** `shop_web.2` for a task's container, the object's name, or its ID. */
  name: string;
  attributes: Record<string, string>;
  /** For the order: nanoseconds since the epoch, as precise as a number is. */
  at: number;
}

/** As Docker writes it. */
interface Reported {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
  scope?: string;
  timeNano?: number;
}

/** A line of Docker's answer. */
export function parseEvent(line: string, node: string): ClusterEvent {
  const { Type = "", Action = "", Actor = {}, scope, timeNano = 0 } = JSON.parse(line) as Reported;
  const { ID: id = "", Attributes: attributes = {} } = Actor;
  return {
    ...{
      time: new Date(timeNano / 1e6).toISOString(),
      at: timeNano,
      node,
      scope: scope === "swarm" ? "swarm" : "local",
    },
    ...{
      type: Type,
      action: Action,
      id,
      name: taskIn(attributes, node).task ?? attributes.name ?? id.slice(0, 12),
      attributes,
    },
  };
}

/** True for what happens to a service, a stack, a task or a node. Names of a stack's objects begin with its own. */
export function concerns(event: ClusterEvent, { name, node }: Wanted): boolean {
  const isOnNode = (wanted: string) => event.node === wanted || (event.type === "node" && event.name === wanted);
  if (node !== undefined && !isOnNode(node)) return false;
  if (name === undefined || (event.scope === "local" && event.node === name)) return true;
  const { service, stack, task } = taskIn(event.attributes, event.node);
  return [event.name, service, stack, task].includes(name) || event.name.startsWith(`${name}_`);
}
