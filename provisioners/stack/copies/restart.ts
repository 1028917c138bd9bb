import { listTasks } from "../../docker/client/services";
import type { Service, Task } from "../../docker/shapes";
import { withManager } from "../../swarm/access/managers";
import type { SwarmAccess } from "../../swarm/access/swarm-access";
import type { Seen } from "../convergence/watch";
import { needsOf } from "./nodes";
import type { Placed } from "./place";

/**
 * The services whose tasks have to start anew because of copies that were put in place: a container keeps the folder that
 * was there when it started, and a service that gave up for want of it does not try again.
 */
export async function hitByLoss(
  access: SwarmAccess,
  stack: string,
  { services, progress }: Pick<Seen, "services" | "progress">,
  placed: readonly Placed[],
): Promise<ReadonlySet<string>> {
  const users = services.filter((service) => !isJob(service) && mountsOf(stack, service, placed).length > 0);
  if (users.length === 0) return new Set();
  const tasks = await withManager(access, "the tasks of services whose files were lost", ({ host }) =>
    listTasks(host, { service: users.map(({ ID }) => ID) }),
  );
  const isHit = (service: Service) => {
    const nodes = mountsOf(stack, service, placed).map(({ node }) => node);
    const runs = ({ ServiceID, NodeID = "", Status }: Task) =>
      ServiceID === service.ID && nodes.includes(NodeID) && Status.State === "running";
    return tasks.some(runs) || progress.some(({ id, failure }) => id === service.ID && failure !== undefined);
  };
  return new Set(users.filter(isHit).map(({ ID }) => ID));
}

/** A job would do its work a second time. */
const isJob = ({ Spec: { Mode } }: Service) => Boolean(Mode.ReplicatedJob ?? Mode.GlobalJob);

function mountsOf(stack: string, { Spec }: Service, placed: readonly Placed[]): Placed[] {
  const mounted = needsOf(stack, [Spec]).map(({ hash }) => hash);
  return placed.filter(({ hash }) => mounted.includes(hash));
}
