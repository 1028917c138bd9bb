import { snapshotOf } from "../../../../cli/dashboard/snapshot";
import type { Snapshot } from "../../../../cli/dashboard/wire";
import { look, node, service, task } from "../look/swarm";

/** What the page shows of a manager and a worker with two replicas of a service. */
export function seen(...names: string[]): Snapshot {
  const nodes = [node("manager-1", "manager", { leader: true }), node("worker-1", "worker")];
  const [m1, w1] = nodes as [ReturnType<typeof node>, ReturnType<typeof node>];
  const services = ["web", ...names].map((name) => service(name, 2));
  const tasks = services.flatMap((each) => [task(each, 1, m1), task(each, 2, w1)]);
  return snapshotOf(look(nodes, services, tasks), new Date("2026-01-01T12:00:00Z"));
}
