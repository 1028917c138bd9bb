import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import { checkShrink } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { localSwarm } from "../access/local-swarm";
import { withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { nodesAfterDepartures } from "./departures";
import { leaveForGood } from "./membership";
import { updateSpec } from "./node-spec";
import type { Leaver } from "./schema";

/** Leaves only what it was in for this resource: the host may be in another swarm by now. */
export async function leaveIfMember(
  { context, swarmId }: SwarmAccess,
  host: Host,
  { nodeId, name }: Leaver,
): Promise<void> {
  const local = await localSwarm(host);
  if (local.LocalNodeState === "inactive") return;
  const cluster = local.Cluster?.ID;
  if ((cluster && cluster !== swarmId) || (local.NodeID && local.NodeID !== nodeId)) {
    context.log(`${name} is in the swarm under another ID by now: left as it is`, "warning");
    return;
  }
  // An active manager that no other manager could speak for would take the quorum with it.
  if (local.ControlAvailable && local.LocalNodeState === "active") {
    context.log(
      `${name} still is a manager and stays until the whole swarm goes; to take it out alone, run \`docker swarm leave --force\` there`,
      "warning",
    );
    return;
  }
  context.status(`${name} leaves the swarm`);
  await leaveForGood(context, host);
}

/** Where nobody else can be asked a manager demotes itself, while it still is one. */
export async function demoteSelf(access: SwarmAccess, host: Host | undefined, { nodeId, name }: Leaver): Promise<void> {
  const { clock, signal } = access.context;
  await withManager(access, `${name} to be demoted`, async (view) => {
    checkShrink(view.nodes, nodeId, name);
    await updateSpec(view.host, nodeId, (spec) => ({ ...spec, Role: "worker", Availability: "drain" }));
  });
  if (!host) return;
  await until(async () => ((await localSwarm(host)).ControlAvailable ? undefined : true), {
    what: `${name} to be no manager any more`,
    deadlineMs: 120_000,
    host: host.label,
    fix: "Check that 2377/tcp is open between the managers, then run again.",
    clock,
    signal,
  });
}

/** The last manager cannot be demoted: with it the swarm ends. */
export async function leaveAsLast(access: SwarmAccess, host: Host | undefined, leaver: Leaver, before: SwarmNode[]) {
  const { context } = access;
  const nodes = await nodesAfterDepartures(access, leaver, before);
  const left = nodes.filter(({ ID, Status }) => ID !== leaver.nodeId && Status.State === "ready").length;
  if (left > 0) context.log(`${leaver.name} is the last manager: ${left} nodes stay without a swarm`, "warning");
  if (!host) return;
  context.status(`${leaver.name} leaves: it is the last manager, the swarm ends`);
  await leaveForGood(context, host);
}
