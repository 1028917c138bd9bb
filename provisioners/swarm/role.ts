import type { Host } from "../ssh/types";
import { until } from "../until";
import { type SwarmReach, withManager } from "./managers";
import { localSwarm } from "./membership";
import { oneAtATime, quorumKey } from "./queue";
import { checkGrow, checkShrink, isReachable } from "./quorum";
import { updateSpec } from "./spec";

/** The node whose role changes. */
export interface Member {
  nodeId: string;
  name: string;
  /** Where the host itself can be asked. */
  host?: Host;
}

/** Makes a member a manager and waits until the others reach it. */
export function promote(reach: SwarmReach, member: Member): Promise<void> {
  return queued(reach, async () => {
    const { nodeId, name } = member;
    await withManager(reach, `${name} to be promoted`, async ({ host, nodes }) => {
      const node = nodes.find(({ ID }) => ID === nodeId);
      if (!node?.ManagerStatus) checkGrow(nodes, name);
      await updateSpec(host, nodeId, (spec) => ({ ...spec, Role: "manager" }));
    });
    await wait(reach, member, `${name} to be a reachable manager`, async () => {
      const { nodes } = await withManager(reach, "the node list", async (view) => view);
      const node = nodes.find(({ ID }) => ID === nodeId);
      return node && isReachable(node) ? true : undefined;
    });
  });
}

/** Makes a manager a worker and waits until it is out of the raft and, where it can be asked, knows it. */
export function demote(reach: SwarmReach, member: Member): Promise<void> {
  return queued(reach, () => demoteNow(reach, member));
}

/** As `demote`, for callers that hold the managers' queue. */
export async function demoteNow(reach: SwarmReach, member: Member): Promise<void> {
  const { nodeId, name, host: own } = member;
  reach.tools.status(`demoting ${name}`);
  await withManager(reach, `${name} to be demoted`, async ({ host, nodes }) => {
    const node = nodes.find(({ ID }) => ID === nodeId);
    if (!node) return;
    if (node.ManagerStatus) checkShrink(nodes, nodeId, name);
    await updateSpec(host, nodeId, (spec) => ({ ...spec, Role: "worker" }));
  });
  await wait(reach, member, `${name} to be no manager any more`, async () => {
    const { nodes } = await withManager(reach, "the node list", async (view) => view);
    if (nodes.find(({ ID }) => ID === nodeId)?.ManagerStatus) return undefined;
    // Promoted again before its certificate is a worker's, it would come up broken.
    return own && (await localSwarm(own)).ControlAvailable ? undefined : true;
  });
}

function queued(reach: SwarmReach, task: () => Promise<void>): Promise<void> {
  const onWait = () => reach.tools.status("waiting for another manager's change");
  return oneAtATime(quorumKey(reach.swarmId), task, onWait);
}

async function wait(reach: SwarmReach, { host }: Member, what: string, probe: () => Promise<true | undefined>) {
  const { clock, signal, status } = reach.tools;
  status(`waiting for ${what}`);
  await until(probe, {
    what,
    deadlineMs: 120_000,
    host: host?.label,
    fix: "Check that 2377/tcp is open between the managers and that the machine is up, then run again.",
    clock,
    signal,
  });
}
