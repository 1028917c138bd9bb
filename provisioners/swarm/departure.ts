import { api } from "../engine/api";
import type { EngineInfo } from "../engine/types";
import { isRetryable, messageOf } from "../errors";
import type { Host } from "../ssh/types";
import { dialOrTell, type Tools } from "../tools";
import { SLOW } from "./managers";
import { leaveForGood } from "./membership";
import type { Manager } from "./schema";

/** What remains of the swarm on a listed host ends; a host out of reach does not hold up the rest. */
export async function leaveHost(tools: Tools, manager: Manager, swarmId: string): Promise<void> {
  const later = "it still thinks that it is in the swarm, so run `docker swarm leave --force` there later";
  const host = await dialOrTell(tools, manager, later);
  if (!host) return;
  const info = await infoOrTell(tools, host, `Docker on ${manager.name} does not answer; ${later}`);
  if (!info) return;
  const { Swarm } = info;
  if (!Swarm || Swarm.LocalNodeState === "inactive" || Swarm.LocalNodeState === "") return;
  if (Swarm.Cluster?.ID && Swarm.Cluster.ID !== swarmId) {
    tools.log(`${manager.name} is in another swarm, ${Swarm.Cluster.ID}: left as it is`, "warning");
    return;
  }
  tools.status(`${manager.name} leaves the swarm`);
  await leaveForGood(tools, host);
}

/** What a host's Docker says; `undefined` after a warning where it does not answer, which must not hold up a destroy. */
async function infoOrTell(tools: Tools, host: Host, consequence: string): Promise<EngineInfo | undefined> {
  try {
    return await api(host, "show its state", (docker) => docker.info(), SLOW);
  } catch (error) {
    tools.signal.throwIfAborted();
    if (!isRetryable(error)) throw error;
    tools.log(`${consequence}: ${messageOf(error)}`, "warning");
    return undefined;
  }
}
