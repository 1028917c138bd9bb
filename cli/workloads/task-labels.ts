import { stackLabel } from "../../provisioners/stack/convergence/watch";

/** What a container's labels tell of its task. A container beside services has none of these. */
export interface ContainerTask {
  service?: string;
  stack?: string;
  /** `shop_web.2` for a replica, `shop_web.worker-1` for a task of a global service. */
  task?: string;
}

const swarmLabel = (key: string) => `com.docker.swarm.${key}`;

/** Pure: the task of a container that runs on this node. No manager is needed to know it. */
export function taskIn(labels: Record<string, string>, node: string): ContainerTask {
  const [service, name, id, nodeId] = ["service.name", "task.name", "task.id", "node.id"].map(
    (key) => labels[swarmLabel(key)],
  );
  const stack = labels[stackLabel];
  if (!service || !name) return { stack };
  const withoutId = id && name.endsWith(`.${id}`) ? name.slice(0, -id.length - 1) : name;
  const isGlobal = nodeId !== undefined && withoutId === `${service}.${nodeId}`;
  return { service, stack, task: isGlobal ? `${service}.${node}` : withoutId };
}

/** Which containers a command is about: those of a service, a stack, a task or a node, and of one node only where given. */
export interface Wanted {
  name?: string;
  node?: string;
}

export function isWanted({ name, node }: Wanted, at: string, { service, stack, task }: ContainerTask): boolean {
  if (node !== undefined && node !== at) return false;
  return name === undefined || [at, service, stack, task].includes(name);
}
