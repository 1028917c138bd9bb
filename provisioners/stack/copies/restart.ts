import { listTasks } from "../../docker/client/services";
import type { Service, Task } from "../../docker/shapes";
import type { NamedHost } from "../../ssh/schema";
import { withManager } from "../../swarm/access/managers";
import type { SwarmAccess } from "../../swarm/access/swarm-access";
import type { Seen } from "../convergence/watch";
import type { Copy } from "../file/copies";
import { needsOf } from "./nodes";
import { type Placed, placeCopies, type Stack } from "./place";

/**
 * Puts the copies in place, and tells whose tasks have to start anew for it: a container keeps the folder that was there when
 * it started, and a service that gave up for want of it does not try again.
 * @param before The nodes of the last run
 */
export async function restoreCopies(
  access: SwarmAccess,
  stack: Stack,
  copies: readonly Copy[],
  seen: Seen,
  before?: readonly NamedHost[],
): Promise<{ hit: ReadonlySet<string>; pending?: string[] }> {
  const users = seen.services.filter((service) => !isJob(service) && needsOf(stack.name, [service.Spec]).length > 0);
  // What starts after this look has the copies.
  const tasks = await tasksOf(access, users);
  const { placed, pending } = await placeCopies(access.context, stack, copies, seen.nodes, before);
  const isHit = (service: Service) => {
    const nodes = nodesWith(stack.name, service, placed);
    if (nodes.length === 0) return false;
    const runs = ({ ServiceID, NodeID = "", Status }: Task) =>
      ServiceID === service.ID && nodes.includes(NodeID) && Status.State === "running";
    return tasks.some(runs) || seen.progress.some(({ id, failure }) => id === service.ID && failure !== undefined);
  };
  return { hit: new Set(users.filter(isHit).map(({ ID }) => ID)), ...(pending && { pending }) };
}

async function tasksOf(access: SwarmAccess, services: readonly Service[]): Promise<Task[]> {
  if (services.length === 0) return [];
  const service = services.map(({ ID }) => ID);
  return withManager(access, "the tasks that mount copies", ({ host }) => listTasks(host, { service }));
}

/** A job would do its work a second time. */
const isJob = ({ Spec: { Mode } }: Service) => Boolean(Mode.ReplicatedJob ?? Mode.GlobalJob);

/** IDs of the nodes where a copy that the service mounts was put in place. */
function nodesWith(stack: string, { Spec }: Service, placed: readonly Placed[]): string[] {
  const mounted = needsOf(stack, [Spec]).map(({ hash }) => hash);
  return placed.flatMap(({ hash, node }) => (mounted.includes(hash) ? node : []));
}
