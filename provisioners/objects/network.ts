import { SwarmError } from "../core/errors";
import { until } from "../core/until";
import { createNetwork, inspectNetwork, listNetworks, type Network, removeNetwork } from "../docker/client/networks";
import type { Host } from "../docker/host";
import { networkDifferences } from "../docker/network-differences";
import { overlap } from "../host/cidr";
import { defineResource } from "../provider/resource";
import { withManager } from "../swarm/access/managers";
import { LOCKED, readOrLocked } from "../swarm/access/refresh";
import { accessTo, type SwarmAccess } from "../swarm/access/swarm-access";
import { removeObject, usesNetwork } from "../swarm/removal/in-use";
import { ignoreMissingSwarm, removeOrWarn } from "../swarm/removal/tolerant-removal";
import { writeAccess } from "../swarm/unlock/unlock-managers";
import { type NetworkInputs, networkInputs, networkOutputs } from "./network-schema";
import { specOf } from "./network-spec";

const ALLOCATED_MS = 30_000;

/** `Network`: an overlay network that outlives the stacks that use it. */
export const network = defineResource({
  name: "Network",
  description: "An overlay network of a swarm, for several stacks or for containers beside them.",
  inputs: networkInputs,
  outputs: networkOutputs,
  reads: ["subnets"],

  check: ({ subnets }) =>
    subnets.flatMap(({ subnet }, index) => {
      const other = subnets.slice(0, index).find((one) => overlap(one.subnet, subnet));
      return other ? [{ property: `subnets[${index}].subnet`, reason: `overlaps ${other.subnet}` }] : [];
    }),

  async create(context, inputs) {
    const access = await writeAccess(context, inputs);
    const networkId = await ensure(access, inputs);
    context.exists(inputs.name, { networkId });
    await allocated(access, inputs, networkId);
    return { id: inputs.name, outputs: { networkId } };
  },

  async read(context, _id, state) {
    const inputs = networkInputs.parse(state);
    const seen = withManager(accessTo(context, state), "the network's state", ({ host }) => find(host, state.name));
    const found = await readOrLocked(context, `The network ${state.name}`, seen);
    if (found === LOCKED) return { inputs, outputs: state };
    if (!found) return undefined;
    const different = networkDifferences(found, specOf(inputs));
    if (different.length === 0) return { inputs, outputs: { networkId: found.Id } };
    // Made anew by hand: for what is declared there is none.
    context.log(`the network ${state.name} is not as declared: ${different.join(", ")}`, "warning");
    return undefined;
  },

  /** Only how the managers are reached can change; a network that a killed run made gets its addresses. */
  async update(context, _id, state, inputs) {
    await allocated(await writeAccess(context, inputs), inputs, state.networkId);
    return { networkId: state.networkId };
  },

  async delete(context, _id, state) {
    const { name, networkId } = state;
    const isUsedBy = usesNetwork(networkId, name);
    const remove = (host: Host) => removeNetwork(host, networkId, name);
    await removeOrWarn(context, { what: `The network ${name}`, later: `docker network rm ${name}` }, async () => {
      await ignoreMissingSwarm(
        removeObject(await writeAccess(context, state), `network ${name}`, { remove, isUsedBy }),
      );
    });
  },
});

async function find(host: Host, name: string): Promise<Network | undefined> {
  const found = (await overlays(host)).find(({ Name }) => Name === name);
  return found && (await inspectNetwork(host, found.Id, name));
}

const overlays = (host: Host) => listNetworks(host, { scope: ["swarm"] });

/** @throws SwarmError `NETWORK_EXISTS`, `NETWORK_OVERLAPS` */
async function ensure(access: SwarmAccess, inputs: NetworkInputs): Promise<string> {
  const { name } = inputs;
  return withManager(access, `the network ${name} to be made`, async ({ host }) => {
    const found = await find(host, name);
    if (found) {
      checkSame(host, found, inputs);
      return found.Id;
    }
    await checkFree(host, inputs);
    return createNetwork(host, specOf(inputs));
  });
}

function checkSame(host: Host, found: Network, inputs: NetworkInputs): void {
  const different = networkDifferences(found, specOf(inputs));
  if (different.length === 0) return;
  throw new SwarmError({
    code: "NETWORK_EXISTS",
    summary: `There is a network ${inputs.name} already, which is another`,
    host: host.label,
    cause: different.join(", "),
    fix: `Declare it as it is, give this one another name, or remove the old one (\`docker network rm ${inputs.name}\`), then run again.`,
  });
}

/** Docker would make a network whose subnet overlaps another one's, and never give it addresses. */
async function checkFree(host: Host, { name, subnets }: NetworkInputs): Promise<void> {
  const taken = (await overlays(host)).flatMap(({ Name, IPAM }) =>
    (IPAM?.Config ?? []).map(({ Subnet = "" }) => ({ Name, Subnet })),
  );
  for (const { subnet } of subnets) {
    const other = taken.find(({ Subnet }) => Subnet && overlap(Subnet, subnet));
    if (!other) continue;
    throw new SwarmError({
      code: "NETWORK_OVERLAPS",
      summary: `The network ${name} cannot have the subnet ${subnet}`,
      host: host.label,
      cause: `the network ${other.Name} has ${other.Subnet}`,
      fix: "Choose a subnet that no other network has, or leave `subnets` out.",
    });
  }
}

/** Docker answers before a network has its addresses. */
async function allocated(access: SwarmAccess, { name }: NetworkInputs, id: string): Promise<void> {
  const { clock, signal } = access.context;
  await until(
    () =>
      withManager(access, `the network ${name}`, async ({ host }) => {
        const found = await inspectNetwork(host, id, name);
        return found.IPAM?.Config?.some(({ Subnet }) => Subnet) ? true : undefined;
      }),
    {
      what: `the network ${name} to get its addresses`,
      deadlineMs: ALLOCATED_MS,
      fix: "See that the swarm's address pools have room (`docker network ls`), and look at `journalctl -u docker` on the leader.",
      clock,
      signal,
    },
  );
}
