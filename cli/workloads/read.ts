import { listServices, listTasks } from "../../provisioners/docker/client/services";
import type { Service, SwarmNode, Task } from "../../provisioners/docker/shapes";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import type { ManagerView } from "../../provisioners/swarm/access/manager-view";
import { withManager } from "../../provisioners/swarm/access/managers";
import type { DeclaredSwarm } from "../stack/declared-swarm";

/** What a manager knows of what runs. */
export interface Workloads {
  nodes: SwarmNode[];
  services: Service[];
  tasks: Task[];
}

/** @throws SwarmError where no manager is usable */
export function readWorkloads(context: HandlerContext, { managers, swarmId }: DeclaredSwarm): Promise<Workloads> {
  return withManager({ context, managers, swarmId }, "services and tasks", workloadsOf);
}

/** What this manager knows. */
export async function workloadsOf({ host, nodes }: Pick<ManagerView, "host" | "nodes">): Promise<Workloads> {
  const [services, tasks] = await Promise.all([listServices(host), listTasks(host)]);
  return { nodes, services, tasks };
}
