import { SwarmError } from "../core/errors";
import { until } from "../core/until";
import { listNetworks, type Network, type NetworkSpec, removeNetwork } from "../docker/client/networks";
import { listServices, updateService } from "../docker/client/services";
import type { Host } from "../docker/host";
import { networkDifferences } from "../docker/network-differences";
import type { Service } from "../docker/shapes";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { removeUnlessInUse } from "../swarm/removal/in-use";
import { servicesOf, stackFilter, stackLabel } from "./convergence/watch";
import type { StackInputs } from "./schema";

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

/**
 * Docker keeps a network as it is, whatever a stack's file says later, so that a user might take traffic for encrypted
 * that is not. Such networks are refused, unless they are to be made anew.
 *
 * @returns The networks to make anew
 * @throws SwarmError `STACK_NETWORK_CHANGED`
 */
export async function refuseStaleNetworks(
  access: SwarmAccess,
  declared: readonly NetworkSpec[],
  { name, recreateNetworks }: Pick<StackInputs, "name" | "recreateNetworks">,
): Promise<Network[]> {
  return withManager(access, "the stack's networks", async ({ host }) => {
    const stale = await staleNetworks(host, name, declared);
    if (stale.length > 0 && !recreateNetworks) throw changed(name, stale);
    const networks = stale.map(({ network }) => network);
    if (networks.length > 0) refuseOthers(host, name, networks, await listServices(host));
    return networks;
  });
}

function changed(name: string, stale: readonly StaleNetwork[]): SwarmError {
  return new SwarmError({
    code: "STACK_NETWORK_CHANGED",
    summary: `Networks of the stack ${name} are there already with other settings, which Docker would keep without a word`,
    cause: stale.map(staleText).join("\n  "),
    fix:
      "Set `recreateNetworks: true` for the stack: its services leave these networks, which are made anew (connections over them break meanwhile). " +
      "Or give them another `name` in the file, or declare them as they are.",
  });
}

function refuseOthers(host: Host, stack: string, networks: readonly Network[], services: readonly Service[]): void {
  for (const network of networks) {
    const users = services.filter(({ Spec }) => attachments(Spec).some(isTo(network)));
    const others = users.filter(({ Spec }) => Spec.Labels?.[stackLabel] !== stack);
    if (others.length === 0) continue;
    throw new SwarmError({
      code: "STACK_NETWORK_CHANGED",
      summary: `The network ${network.Name} cannot be made anew: services of others are in it`,
      host: host.label,
      cause: others.map(({ Spec }) => Spec.Name).join(", "),
      fix: "Let them leave it first, or give the network of the stack another `name`.",
    });
  }
}

const attachments = ({ TaskTemplate }: Service["Spec"]) => TaskTemplate.Networks ?? [];
const isTo =
  ({ Id, Name }: Network) =>
  ({ Target }: { Target?: string }) =>
    Target === Id || Target === Name;

/**
 * Takes the stack's services out of a network, and removes it once their tasks have left: the deployment that follows
 * makes it anew and brings the services back.
 */
export async function removeStaleNetwork(
  access: SwarmAccess,
  network: Network,
  { name, timeout }: Pick<StackInputs, "name" | "timeout">,
): Promise<void> {
  const { clock, signal, status, log } = access.context;
  const { Id, Name } = network;
  await withManager(access, `services to leave the network ${Name}`, async (view) => {
    const users = (await servicesOf(view, name)).filter(({ Spec }) => attachments(Spec).some(isTo(network)));
    if (users.length > 0)
      log(`${Name} is made anew; ${users.map(({ Spec }) => Spec.Name).join(", ")} leave it meanwhile`);
    for (const service of users) {
      const Networks = attachments(service.Spec).filter((attached) => !isTo(network)(attached));
      const TaskTemplate = { ...service.Spec.TaskTemplate, Networks };
      await updateService(view.host, service, { ...service.Spec, TaskTemplate });
    }
  });
  await until(
    () =>
      withManager(access, `the network ${Name} to be removed`, ({ host }) =>
        removeUnlessInUse(() => removeNetwork(host, Id, Name)),
      ),
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
