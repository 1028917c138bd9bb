import { messageOf, SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import { usualDataPathPort } from "../../host/ports";
import { isReached } from "../access/address";
import type { ManagerView } from "../access/manager-view";
import { withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { CONNECT, CONNECT_INSIDE, ingress, sandboxAddress, UNUSED } from "./probe";

/** One end of the ways between two nodes. */
interface End {
  name: string;
  /** On the network that the nodes share. */
  address: string;
  host: Host;
}

const DEADLINE_MS = 60_000;
const GOSSIP = "7946/tcp";
const GOSSIP_UDP = "7946/udp";

/**
 * Makes sure that gossip and overlay networks pass between a node and a manager, both ways. Docker itself calls a node
 * ready for which these ports are closed; then services do not find each other, and nothing says why.
 *
 * @throws SwarmError `SWARM_PORT_CLOSED` that names the port
 */
export async function checkConnectivity(access: SwarmAccess, node: End): Promise<void> {
  const view = await otherManager(access, node);
  if (!view) return;
  const other = { ...view.manager, host: view.host };
  access.context.status(`checking the network between ${node.name} and ${other.name}`);
  const dataPathPort = view.info.Swarm?.Cluster?.DataPathPort ?? usualDataPathPort;
  const results = await Promise.allSettled([
    gossip(access, node, other),
    gossip(access, other, node),
    overlay(access, node, other, dataPathPort),
  ]);
  // Without gossip no overlay network works either: the cause is the first of them.
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** A manager that is not the node itself; none in a swarm of one. */
async function otherManager(access: SwarmAccess, { address }: End): Promise<ManagerView | undefined> {
  const found = await withManager(access, "another manager", async (view) => view);
  if (found.manager.address !== address) return found;
  const ready = found.nodes.filter(({ Status }) => Status.State === "ready");
  const managers = access.managers.filter((known) => known.address !== address && isReached(ready, known));
  if (managers.length === 0) return undefined;
  return withManager({ ...access, managers }, "another manager", async (view) => view);
}

async function gossip(access: SwarmAccess, from: End, to: End): Promise<void> {
  await pass(access, from, to, GOSSIP, async () => {
    const script = ["sh", "-c", CONNECT, "reach", to.address, "7946"];
    const { code } = await from.host.run(script, { codes: [0, 1, 124], idempotent: true });
    return code === 0;
  });
}

/** Every node is in the network `ingress` by a sandbox of its own. Where somebody removed it there is nothing to try. */
async function overlay(access: SwarmAccess, from: End, to: End, dataPathPort: number): Promise<void> {
  let peers: string[] = [];
  const passes = async () => {
    const [here, there] = await Promise.all([ingress(from.host), ingress(to.host)]);
    if (!there) return true;
    const address = sandboxAddress(there);
    peers = (here?.Peers ?? []).map(({ IP }) => IP);
    if (!address) return false;
    const script = ["sh", "-c", CONNECT_INSIDE, "reach", address, String(UNUSED)];
    const { code, stderr } = await from.host.run(script, { codes: [0, 1, 124], idempotent: true });
    return code === 0 || /refused/.test(stderr);
  };
  // Without gossip a node knows of no other in the network, and sends nothing.
  await pass(access, from, to, () => (peers.includes(to.address) ? `${dataPathPort}/udp` : GOSSIP_UDP), passes);
}

async function pass(
  { context }: SwarmAccess,
  from: End,
  to: End,
  port: string | (() => string),
  probe: () => Promise<boolean>,
): Promise<void> {
  const { clock, signal, status } = context;
  const portNow = () => (typeof port === "string" ? port : port());
  try {
    await until(async () => ((await probe()) ? true : undefined), {
      what: `swarm traffic from ${from.name} to ${to.name}`,
      deadlineMs: DEADLINE_MS,
      clock,
      signal,
      onWait: () => status(`waiting for ${portNow()} from ${from.name} to ${to.name} (${to.address})`),
    });
  } catch (error) {
    if (!(error instanceof SwarmError) || error.code !== "DEADLINE") throw error;
    throw new SwarmError({
      code: "SWARM_PORT_CLOSED",
      summary: `The node is in the swarm, but ${portNow()} does not pass from ${from.name} to ${to.name} (${to.address})`,
      host: from.host.label,
      cause: messageOf(error),
      fix: `Open ${portNow()} between the nodes, in firewalls on the way and on the hosts, then run again.`,
    });
  }
}
