import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { listServices, listTasks } from "../../docker/client/services";
import type { SwarmNode } from "../../docker/shapes";
import { withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { updateSpec } from "./node-spec";

/** Docker stops a task's container after its grace period; slow ones get this long in all. */
const DRAIN_MS = 120_000;

const live = new Set(["assigned", "accepted", "preparing", "ready", "starting", "running"]);

/** Moves the tasks away. Tasks that do not end within the deadline are listed in a warning: they must not block. */
export async function drain(access: SwarmAccess, nodeId: string, name: string): Promise<void> {
  const { clock, signal, status, log } = access.context;
  await withManager(access, `${name} to be drained`, ({ host }) =>
    updateSpec(host, nodeId, (spec) => ({ ...spec, Availability: "drain" })),
  );
  let left: string[] = [];
  try {
    await until(
      async () => {
        left = await tasksOn(access, nodeId);
        return left.length === 0 ? true : undefined;
      },
      {
        what: `the tasks on ${name} to end`,
        deadlineMs: DRAIN_MS,
        clock,
        signal,
        onWait: () => status(`draining ${name}: ${left.length} tasks left`),
      },
    );
  } catch (error) {
    if (!(error instanceof SwarmError) || error.code !== "DEADLINE") throw error;
    log(`Tasks still on ${name} after ${DRAIN_MS / 1000} s: ${left.join(", ")}. Goes on without them.`, "warning");
  }
}

/** The names of the services with a task alive on the node. */
function tasksOn(access: SwarmAccess, nodeId: string): Promise<string[]> {
  return withManager(access, "the node's tasks", async ({ host, nodes }) => {
    // What ran on a machine that is down does not run any more.
    if (nodes.find(({ ID }: SwarmNode) => ID === nodeId)?.Status.State !== "ready") return [];
    const tasks = await listTasks(host, { node: [nodeId] });
    const alive = tasks.filter(({ Status }) => live.has(Status.State));
    if (alive.length === 0) return [];
    const services = await listServices(host);
    const names = new Map(services.map(({ ID, Spec }) => [ID, Spec.Name]));
    return alive.map((task) => `${names.get(task.ServiceID) ?? "a removed service"}.${task.Slot || nodeId}`);
  });
}
