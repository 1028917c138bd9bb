import { patient } from "../../core/patience";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import { checkGrow, checkShrink, isReachable } from "../../docker/quorum";
import { isAt } from "../access/address";
import { localSwarm } from "../access/local-swarm";
import { withManagerLock } from "../access/manager-lock";
import { swarmNodes, withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { updateSpec } from "./node-spec";

/** A join of a manager may take three minutes. */
const SUCCESSORS_MS = 300_000;

/** The node whose role changes. */
export interface RoleChange {
  nodeId: string;
  name: string;
  /** Where the host itself can be asked. */
  host?: Host;
}

/** Makes a member a manager and waits until the others reach it. */
export function promote(access: SwarmAccess, member: RoleChange): Promise<void> {
  return withManagerLock(access, async () => {
    const { nodeId, name } = member;
    await withManager(access, `${name} to be promoted`, async ({ host, nodes }) => {
      const node = nodes.find(({ ID }) => ID === nodeId);
      if (!node?.ManagerStatus) checkGrow(nodes, name);
      await updateSpec(host, nodeId, (spec) => ({ ...spec, Role: "manager" }));
    });
    await wait(access, member, `${name} to be a reachable manager`, async () => {
      const nodes = await swarmNodes(access);
      const node = nodes.find(({ ID }) => ID === nodeId);
      return node && isReachable(node) ? true : undefined;
    });
  });
}

/** Makes a manager a worker and waits until it is out of the raft and, where it can be asked, knows it. */
export async function demote(access: SwarmAccess, member: RoleChange): Promise<void> {
  await untilSuccessorsAreIn(access, member);
  return withManagerLock(access, () => demoteNow(access, member));
}

/** As `demote`, for callers that hold the managers' queue. */
export async function demoteNow(access: SwarmAccess, member: RoleChange): Promise<void> {
  const { nodeId, name, host: own } = member;
  access.context.status(`demoting ${name}`);
  await withManager(access, `${name} to be demoted`, async ({ host, nodes }) => {
    const node = nodes.find(({ ID }) => ID === nodeId);
    if (!node) return;
    if (node.ManagerStatus) checkShrink(nodes, nodeId, name);
    await updateSpec(host, nodeId, (spec) => ({ ...spec, Role: "worker" }));
  });
  await wait(access, member, `${name} to be no manager any more`, async () => {
    const nodes = await swarmNodes(access);
    if (nodes.find(({ ID }) => ID === nodeId)?.ManagerStatus) return undefined;
    // Promoted again before its certificate is a worker's, it would come up broken.
    return own && (await localSwarm(own)).ControlAvailable ? undefined : true;
  });
}

/**
 * Managers that are declared and on their way come before one that is to be none any more. One that does not come in
 * time does not hold it up: the check of the quorum decides.
 */
async function untilSuccessorsAreIn(access: SwarmAccess, { name }: RoleChange): Promise<void> {
  const { clock, signal, status } = access.context;
  const end = clock.now() + patient(SUCCESSORS_MS);
  for (;;) {
    const nodes = await swarmNodes(access);
    const missing = access.managers.filter((manager) => !nodes.some((node) => isAt(node, manager)));
    if (missing.length === 0 || clock.now() >= end) return;
    status(`${name} stays a manager until ${missing.map((manager) => manager.name).join(", ")} are`);
    await clock.sleep(2_000, signal);
  }
}

async function wait(access: SwarmAccess, { host }: RoleChange, what: string, probe: () => Promise<true | undefined>) {
  const { clock, signal, status } = access.context;
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
