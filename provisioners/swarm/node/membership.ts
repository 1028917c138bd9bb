import { isRetryable, messageOf, SwarmError } from "../../core/errors";
import { patient } from "../../core/patience";
import { until } from "../../core/until";
import { isStatus } from "../../docker/client/call";
import { removeNetwork } from "../../docker/client/networks";
import { swarmLeave } from "../../docker/client/swarm";
import type { Host } from "../../docker/host";
import { dialOrWarn, type HandlerContext } from "../../provider/handler-context";
import type { Connection } from "../../ssh/schema";
import { type LocalSwarm, localSwarm } from "../access/local-swarm";
import type { ManagerView } from "../access/manager-view";

/**
 * A host and what it thinks of its membership; `undefined`, after a warning, where it is out of reach or its Docker does
 * not answer: neither must hold up a removal.
 */
export async function membershipOrWarn(
  context: HandlerContext,
  target: { name: string; connection: Connection },
  later: string,
): Promise<{ host: Host; local: LocalSwarm } | undefined> {
  const host = await dialOrWarn(context, target, later);
  if (!host) return undefined;
  try {
    return { host, local: await localSwarm(host) };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!isRetryable(error)) throw error;
    context.log(`Docker on ${target.name} does not answer; ${later}: ${messageOf(error)}`, "warning");
    return undefined;
  }
}

/** Gives an init or join that goes on in the background time to end; the state it then has. */
export async function settled(context: HandlerContext, host: Host, deadlineMs = 30_000): Promise<LocalSwarm> {
  const { clock, signal } = context;
  const end = clock.now() + patient(deadlineMs);
  for (;;) {
    const local = await localSwarm(host);
    if (local.LocalNodeState !== "pending" || clock.now() >= end) return local;
    context.status(`${host.label}: the join goes on in the background`);
    await clock.sleep(1_000, signal);
  }
}

/** Where a host stands towards a swarm that a manager shows. */
export type MembershipState = "free" | "member" | "leftover" | "foreign" | "locked";

export function membershipState(
  local: LocalSwarm,
  { swarmId, nodes }: Pick<ManagerView, "swarmId" | "nodes">,
): MembershipState {
  if (local.LocalNodeState === "inactive" || local.LocalNodeState === "") return "free";
  const cluster = local.Cluster?.ID;
  if (cluster && cluster !== swarmId) return "foreign";
  if (local.LocalNodeState === "locked") return "locked";
  const known = local.NodeID !== "" && nodes.some(({ ID }) => ID === local.NodeID);
  if (known && local.LocalNodeState === "active") return "member";
  if (known || cluster === swarmId) return "leftover";
  // A worker does not know its swarm's ID, but whom it talks to.
  const remotes = local.RemoteManagers ?? [];
  const ours = remotes.some(({ NodeID, Addr }) =>
    nodes.some(({ ID, ManagerStatus }) => ID === NodeID || (Addr !== "" && ManagerStatus?.Addr === Addr)),
  );
  if (remotes.length > 0 && !ours) return "foreign";
  return local.LocalNodeState === "active" && !ours ? "foreign" : "leftover";
}

/** The host forgets its membership, whatever it was. Its managers must not need it any more. */
export async function leave(context: HandlerContext, host: Host): Promise<void> {
  try {
    await swarmLeave(host, { deadlineMs: 60_000 });
  } catch (error) {
    // 503: not part of a swarm, which is what is wanted.
    if (!isStatus(error, 503) && !isStatus(error, 406)) throw error;
  }
  await until(async () => ((await localSwarm(host)).LocalNodeState === "inactive" ? true : undefined), {
    what: "the host to have left the swarm",
    deadlineMs: 60_000,
    host: host.label,
    fix: "Run `docker swarm leave --force` there.",
    clock: context.clock,
    signal: context.signal,
  });
}

/** As `leave`, and Docker's bridge for swarm networks goes too: nothing of the swarm remains on the host. */
export async function leaveForGood(context: HandlerContext, host: Host): Promise<void> {
  await leave(context, host);
  try {
    await removeNetwork(host, "docker_gwbridge");
  } catch (error) {
    if (isStatus(error, 404)) return;
    if (!isStatus(error, 403)) throw error;
    context.log(
      `${host.label}: containers outside of the swarm use the network docker_gwbridge, so it stays`,
      "warning",
    );
  }
}

export function foreignMember(host: Host, swarmId: string): SwarmError {
  return new SwarmError({
    code: "SWARM_HOST_IN_ANOTHER",
    summary: `The host is in another swarm, not in ${swarmId}`,
    host: host.label,
    fix: "If it is not needed in that swarm, run `docker swarm leave --force` there, then run again.",
  });
}

export function lockedMember(host: Host): SwarmError {
  return new SwarmError({
    code: "SWARM_LOCKED",
    summary: "The manager is locked and cannot take part in its swarm",
    host: host.label,
    fix: "Run `docker swarm unlock` there with the swarm's unlock key, then run again.",
  });
}
