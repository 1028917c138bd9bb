import { messageOf, SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { isStatus } from "../../docker/client/call";
import { listServices, listTasks } from "../../docker/client/services";
import type { Host } from "../../docker/host";
import type { SwarmNode, Task, TaskSpec } from "../../docker/shapes";
import type { HandlerContext } from "../../provider/handler-context";
import type { ManagerView } from "../access/manager-view";
import { withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";

/** Time in which containers of services that are gone or changed end. */
const RELEASED_MS = 30_000;

/** Docker's answers for what is still in use: 403 and 409 for networks, 409 for volumes, 400 for secrets and configs. */
export const isInUse = (error: unknown): boolean => [400, 403, 409].some((status) => isStatus(error, status));

/** A network of a swarm that goes at the same moment is told by text only. */
export const isGone = (error: unknown): boolean =>
  isStatus(error, 404) || (isStatus(error, 500) && / not found/.test(messageOf(error)));

/** One try at removing something; `undefined` where it is still in use. What is gone already counts as removed. */
export async function removeUnlessInUse(remove: () => Promise<unknown>): Promise<true | undefined> {
  try {
    await remove();
    return true;
  } catch (error) {
    if (isGone(error)) return true;
    if (isInUse(error)) return undefined;
    throw error;
  }
}

/** Removes what containers may use for a moment still. False where it is in use for longer. */
export async function removeWhenFree(
  { clock, signal }: Pick<HandlerContext, "clock" | "signal">,
  what: string,
  host: Host,
  remove: () => Promise<unknown>,
): Promise<boolean> {
  try {
    return await until(() => removeUnlessInUse(remove), {
      what: `the ${what} to be in use no more`,
      host: host.label,
      deadlineMs: RELEASED_MS,
      clock,
      signal,
    });
  } catch (error) {
    if (error instanceof SwarmError && error.code === "DEADLINE") return false;
    throw error;
  }
}

const ended = new Set(["complete", "shutdown", "failed", "rejected", "remove", "orphaned"]);

/**
 * What of these tasks has not ended: those to be waited for, and the names of the nodes that are down with others. There
 * Docker calls a task running for a day.
 */
export function unended(tasks: readonly Task[], nodes: readonly SwarmNode[]): { ending: Task[]; down: string[] } {
  const left = tasks.filter(({ Status }) => !ended.has(Status.State));
  const up = new Set(nodes.filter(({ Status }) => Status.State !== "down").map(({ ID }) => ID));
  const stuck = left.flatMap(({ NodeID }) => (NodeID && !up.has(NodeID) ? NodeID : []));
  const nameOf = (id: string) => nodes.find(({ ID }) => ID === id)?.Description?.Hostname ?? id;
  return {
    ending: left.filter(({ NodeID }) => !NodeID || up.has(NodeID)),
    down: [...new Set(stuck)].map(nameOf),
  };
}

type IsUsedBy = (task: TaskSpec) => boolean;

/** Whether a task is in a network, by its ID or name. */
export const usesNetwork =
  (...network: string[]): IsUsedBy =>
  ({ Networks }) =>
    (Networks ?? []).some(({ Target }) => Target !== undefined && network.includes(Target));

/**
 * Removes a network, secret or config of a swarm. One that only containers on nodes that are down use stays, and that is
 * said.
 * @throws SwarmError `OBJECT_IN_USE` that names the services which use it
 */
export async function removeObject(
  access: SwarmAccess,
  what: string,
  { remove, isUsedBy }: { remove: (host: Host) => Promise<unknown>; isUsedBy: IsUsedBy },
): Promise<void> {
  await withManager(access, `the ${what} to be removed`, async (view) => {
    const { host } = view;
    if (await removeWhenFree(access.context, what, host, () => remove(host))) return;
    const { services, down } = await usersOf(view, isUsedBy);
    if (down.length > 0) return access.context.log(heldText(what, down), "warning");
    throw new SwarmError({
      code: "OBJECT_IN_USE",
      summary: `The ${what} is still in use`,
      host: host.label,
      cause: services.length > 0 ? `used by ${services.join(", ")}` : "containers that belong to no service use it",
      fix: "Remove what uses it, or let it use another one, then run again.",
    });
  });
}

export const heldText = (what: string, down: readonly string[]) =>
  `the ${what} stays: containers on nodes that are down use it (${down.join(", ")})`;

/** The services that use it; where none does and neither do other containers, the nodes that are down with some that do. */
export async function usersOf(view: ManagerView, isUsedBy: IsUsedBy): Promise<{ services: string[]; down: string[] }> {
  const all = await listServices(view.host);
  const services = all.filter(({ Spec }) => isUsedBy(Spec.TaskTemplate)).map(({ Spec }) => Spec.Name);
  return { services, down: services.length > 0 ? [] : await downWith(view, isUsedBy) };
}

/** A container beside services has a task while it is in a network of the swarm. */
async function downWith({ host, nodes }: ManagerView, isUsedBy: IsUsedBy): Promise<string[]> {
  const tasks = await listTasks(host, { runtime: ["attachment"] });
  const users = tasks.filter(({ Spec }) => Spec && isUsedBy(Spec));
  const { ending, down } = unended(users, nodes);
  return ending.length > 0 ? [] : down;
}
