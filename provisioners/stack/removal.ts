import { until } from "../core/until";
import { listNetworks, removeNetwork } from "../docker/client/networks";
import { listObjects, removeObject } from "../docker/client/objects";
import { listTasks, removeService } from "../docker/client/services";
import type { ManagerView } from "../swarm/access/manager-view";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { heldText, isGone, removeUnlessInUse, unended, usersOf, usesNetwork } from "../swarm/removal/in-use";
import { servicesOf, stackFilter } from "./convergence/watch";

const GONE_MS = 180_000;

/**
 * Removes a stack and waits until its tasks, networks, secrets and configs are gone. Volumes stay, and so do containers on
 * nodes that are down, with a warning.
 */
export async function removeStack(access: SwarmAccess, name: string): Promise<void> {
  const { clock, signal, status, log } = access.context;
  let left: string[] = [];
  let down: string[] = [];
  let held: string[] = [];
  await withManager(access, "the stack's services to be removed", async (view) => {
    const services = await servicesOf(view, name);
    status(`removing ${services.length} services`);
    for (const service of services) {
      await unlessGone(removeService(view.host, service));
    }
  });
  await until(
    async () => {
      left = await withManager(access, "the stack's objects", async (view) => {
        const tasks = await tasksOf(view, name);
        down = tasks.down;
        if (tasks.ending.length === 0) {
          const objects = await removeObjects(view, name);
          held = objects.held;
          return objects.left;
        }
        return tasks.ending.map(({ ID }) => `task ${ID.slice(0, 12)}`);
      });
      return left.length === 0 ? true : undefined;
    },
    {
      what: `everything of the stack ${name} to be gone`,
      deadlineMs: GONE_MS,
      fix: `See what is left: \`docker network ls --filter label=com.docker.stack.namespace=${name}\`; something else may use it.`,
      clock,
      signal,
      onWait: () => status(`waiting for ${left.slice(0, 5).join(", ")} to be gone`),
    },
  );
  for (const text of held) log(text, "warning");
  for (const node of down) {
    log(`${node} is down: the stack's containers there end when it is back in the swarm`, "warning");
  }
}

/** Those that have not ended. Asked for by label: by the ID of a service that is gone Docker finds nothing. */
async function tasksOf({ host, nodes }: ManagerView, name: string) {
  return unended(await listTasks(host, stackFilter(name)), nodes);
}

/**
 * Removes networks, secrets and configs: those that were still there and are to be looked for again, and why others stay
 * for good. A container beside services can be in an attachable network on a node that is down.
 */
async function removeObjects(view: ManagerView, name: string): Promise<{ left: string[]; held: string[] }> {
  const { host } = view;
  const [networks, objects] = await Promise.all([
    listNetworks(host, stackFilter(name)),
    listObjects(host, stackFilter(name)),
  ]);
  const listed = [
    ...networks.map(({ Id, Name }) => ({
      what: `network ${Name}`,
      remove: () => removeNetwork(host, Id, Name),
      downUsers: async () => (await usersOf(view, usesNetwork(Id, Name))).down,
    })),
    ...objects.map(({ kind, name, id }) => ({
      what: `${kind} ${name}`,
      remove: () => removeObject(host, kind, id, name),
      downUsers: async () => [],
    })),
  ];
  const [left, held]: [string[], string[]] = [[], []];
  for (const { what, remove, downUsers } of listed) {
    const down = (await removeUnlessInUse(remove)) ? [] : await downUsers();
    if (down.length > 0) held.push(heldText(what, down));
    else left.push(what);
  }
  return { left, held };
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
