import { SwarmError } from "../../core/errors";
import { engineInfo } from "../../docker/client/engine";
import { listNodes } from "../../docker/client/nodes";
import type { Host } from "../../docker/host";
import { quorumOf } from "../../docker/quorum";
import { dial } from "../../provider/handler-context";
import { oneLine } from "./errors";
import { SLOW } from "./local-swarm";
import { type Answer, type Refusal, recoveryLabel } from "./manager-view";
import type { Manager } from "./schema";
import type { ManagerAccess } from "./swarm-access";

/** A dead machine must not hold up the living ones for long; its own operations wait longer. */
const DIAL_MS = 20_000;

/** Asks one manager; nothing is changed. Rejects only when the run is cancelled: an unreachable host is an answer too. */
export async function ask({ context, swarmId }: ManagerAccess, manager: Manager): Promise<Answer> {
  let host: Host | undefined;
  try {
    host = await dial(context, manager.name, manager.connection, DIAL_MS);
    return await askHost(host, manager, swarmId);
  } catch (error) {
    context.signal.throwIfAborted();
    const isLeaderless = error instanceof SwarmError && error.code === "SWARM_NO_LEADER";
    return { manager, host, refusal: isLeaderless ? "no-quorum" : "unreachable", reason: oneLine(error) };
  }
}

async function askHost(host: Host, manager: Manager, expected?: string): Promise<Answer> {
  // Both at once cost one wait. What lists no nodes is no manager, and then that answer is not looked at.
  const listing = Promise.allSettled([listNodes(host, SLOW)]);
  const info = await engineInfo(host, SLOW);
  const refuse = (refusal: Refusal, reason: string): Answer => ({ manager, refusal, reason, host, info });
  const swarm = info.Swarm;
  switch (swarm?.LocalNodeState) {
    case undefined:
    case "":
    case "inactive":
      return refuse("no-swarm", "is in no swarm");
    case "locked":
      return refuse("locked", "is locked: it needs the unlock key");
    case "pending":
      return refuse("pending", `is pending${because(swarm.Error)}`);
    case "error":
      return refuse("unfit", `is error${because(swarm.Error)}`);
  }
  if (!swarm?.ControlAvailable) return refuse("worker", "is a worker");
  const id = swarm.Cluster?.ID;
  if (!id) return refuse("no-quorum", swarm.Error ? oneLine(swarm.Error) : "sees no leader");
  if (expected && id !== expected) return refuse("unfit", `is a manager of another swarm, ${id}`);
  const [listed] = await listing;
  if (listed.status === "rejected") throw listed.reason;
  const nodes = listed.value;
  const quorum = quorumOf(nodes);
  if (!quorum.leader) return refuse("no-quorum", "sees no leader");
  // Reads go on for some seconds after the quorum is gone.
  if (!quorum.held) return refuse("no-quorum", `sees ${quorum.reachable} of ${quorum.managers} managers reachable`);
  const recoveries = Number(swarm.Cluster?.Spec?.Labels?.[recoveryLabel] ?? 0);
  return { manager, view: { manager, host, info, swarmId: id, nodes, recoveries } };
}

function because(error: string | undefined): string {
  return error ? `: ${oneLine(error)}` : "";
}
