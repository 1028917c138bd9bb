import { SwarmError } from "../core/errors";
import { until } from "../core/until";
import { listNetworks, type Network, type NetworkSpec, removeNetwork } from "../docker/client/networks";
import { listServices, updateService } from "../docker/client/services";
import type { Host } from "../docker/host";
import { networkDifferences } from "../docker/network-differences";
import type { Service } from "../docker/shapes";
import type { ManagerView } from "../swarm/access/manager-view";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { isGone, isInUse } from "../swarm/removal/in-use";
import { stackFilter, stackLabel } from "./convergence/watch";

/** A network of a stack that is there otherwise than its files declare it. */
export interface StaleNetwork {
  network: Network;
  differences: string[];
}

/** The networks of a stack that Docker would leave as they are, although its files declare them otherwise. */
export async function staleNetworks(
  host: Host,
  stack: string,
  declared: readonly NetworkSpec[],
): Promise<StaleNetwork[]> {
  const found = await listNetworks(host, stackFilter(stack));
  return declared.flatMap((spec) => {
    const network = found.find(({ Name }) => Name === spec.Name);
    const wanted = { ...spec, Labels: { ...spec.Labels, [stackLabel]: stack } };
    const differences = network ? networkDifferences(network, wanted) : [];
    return network && differences.length > 0 ? [{ network, differences }] : [];
  });
}

export const staleText = ({ network, differences }: StaleNetwork) => `${network.Name}: ${differences.join(", ")}`;

export interface StaleNetworkOptions {
  name: string;
  recreateNetworks: boolean;
  /** Seconds for services to leave a network. */
  timeout: number;
}

/**
 * Docker keeps a network as it is, whatever a stack's file says later, so that a user might take traffic for encrypted
 * that is not. Such networks are refused, or, where that is asked for, left by their services and removed: the deployment
 * that follows makes them anew and brings the services back.
 *
 * @throws SwarmError `STACK_NETWORK_CHANGED`
 */
export async function settleStaleNetworks(
  access: SwarmAccess,
  declared: readonly NetworkSpec[],
  options: StaleNetworkOptions,
): Promise<void> {
  const { name, recreateNetworks } = options;
  const stale = await withManager(access, "the stack's networks", ({ host }) => staleNetworks(host, name, declared));
  if (stale.length === 0) return;
  if (!recreateNetworks) {
    throw new SwarmError({
      code: "STACK_NETWORK_CHANGED",
      summary: `Networks of the stack ${name} are there already with other settings, which Docker would keep without a word`,
      cause: stale.map(staleText).join("\n  "),
      fix:
        "Set `recreateNetworks: true` for the stack: its services leave these networks, which are made anew (connections over them break meanwhile). " +
        "Or give them another `name` in the file, or declare them as they are.",
    });
  }
  for (const { network } of stale) await remove(access, network, options);
}

/** Takes the stack's services out of a network, and removes it once their tasks have left. */
async function remove(access: SwarmAccess, { Id, Name }: Network, { name, timeout }: StaleNetworkOptions) {
  const { clock, signal, status, log } = access.context;
  const isIn = ({ Target }: { Target?: string }) => Target === Id || Target === Name;
  await withManager(access, `services to leave the network ${Name}`, async (view) => {
    const users = await usersOf(view, name, Name, isIn);
    if (users.length > 0)
      log(`${Name} is made anew; ${users.map(({ Spec }) => Spec.Name).join(", ")} leave it meanwhile`);
    for (const service of users) {
      const { TaskTemplate } = service.Spec;
      const Networks = (TaskTemplate.Networks ?? []).filter((attached) => !isIn(attached));
      await updateService(view.host, service, { ...service.Spec, TaskTemplate: { ...TaskTemplate, Networks } });
    }
  });
  await until(
    () =>
      withManager(access, `the network ${Name} to be removed`, async ({ host }) => {
        try {
          await removeNetwork(host, Id, Name);
        } catch (error) {
          if (isInUse(error)) return undefined;
          if (!isGone(error)) throw error;
        }
        return true;
      }),
    {
      what: `the network ${Name} to be left by all tasks`,
      deadlineMs: timeout * 1_000,
      fix: `See what is still in it: \`docker network inspect --verbose ${Name}\`. The next run goes on.`,
      clock,
      signal,
      onWait: () => status(`waiting for tasks to leave the network ${Name}`),
    },
  );
}

/** The stack's services in a network. @throws SwarmError where services of others are in it */
async function usersOf(
  { host }: ManagerView,
  stack: string,
  network: string,
  isIn: (attached: { Target?: string }) => boolean,
): Promise<Service[]> {
  const users = (await listServices(host)).filter(({ Spec }) => (Spec.TaskTemplate.Networks ?? []).some(isIn));
  const others = users.filter(({ Spec }) => Spec.Labels?.[stackLabel] !== stack);
  if (others.length === 0) return users;
  throw new SwarmError({
    code: "STACK_NETWORK_CHANGED",
    summary: `The network ${network} cannot be made anew: services of others are in it`,
    host: host.label,
    cause: others.map(({ Spec }) => Spec.Name).join(", "),
    fix: "Let them leave it first, or give the network of the stack another `name`.",
  });
}
