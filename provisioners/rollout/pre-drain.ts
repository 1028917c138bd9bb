import { inspectService, listServices, restartService, wantedTasks } from "../docker/client/services";
import { refusalsOf } from "../docker/services/placement";
import type { Service, SwarmNode, Task } from "../docker/shapes";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { pausedSpec } from "../swarm/node/availability";
import { updateSpec } from "../swarm/node/node-spec";
import type { MaintainedNode } from "./maintained-node";
import { untilServicesRun } from "./service-safety";

/**
 * Drained, a node stops its tasks at once, and Docker starts others only then. A service with several tasks that are
 * all on this node would stand without any: it is rolled first, as its `update_config` says, with the node closed to
 * new tasks.
 */
export async function preDrain(access: SwarmAccess, { name, nodeId }: MaintainedNode): Promise<void> {
  const services = await withManager(access, "the services on the node", async ({ host, nodes }) => {
    return wholeOn(nodeId, await listServices(host), await wantedTasks(host), nodes);
  });
  if (services.length === 0) return;
  access.context.status(`moving a part of ${services.map(({ Spec }) => Spec.Name).join(", ")} to other nodes`);
  await withManager(access, `${name} to take no new tasks`, ({ host }) => updateSpec(host, nodeId, pausedSpec));
  for (const { ID } of services) await roll(access, ID);
  await untilServicesRun(access, new Set(services.map(({ ID }) => ID)), name);
}

/** Pure: services with several tasks, all of them on one node, that another node could take. */
export function wholeOn(
  nodeId: string,
  services: readonly Service[],
  tasks: readonly Task[],
  nodes: readonly SwarmNode[],
): Service[] {
  const others = nodes.filter(({ ID }) => ID !== nodeId);
  return services.filter((service) => {
    const running = tasks.filter(({ ServiceID, Status }) => ServiceID === service.ID && Status.State === "running");
    const isWhole = running.length > 1 && running.every(({ NodeID }) => NodeID === nodeId);
    return service.Spec.Mode.Replicated && isWhole && refusalsOf(service, others).length < others.length;
  });
}

/** As `docker service update --force`: nothing of the declaration changes. */
async function roll(access: SwarmAccess, id: string): Promise<void> {
  await withManager(access, "a service to be rolled", async ({ host }) => {
    await restartService(host, await inspectService(host, id));
  });
}
