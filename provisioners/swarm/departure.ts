import { api } from "../engine/api";
import type { EngineInfo } from "../engine/types";
import { dialOrTell, type Tools } from "../tools";
import { SLOW } from "./managers";
import { leaveForGood } from "./membership";
import type { Manager } from "./schema";

/** What remains of the swarm on a listed host ends; a host out of reach does not hold up the rest. */
export async function leaveHost(tools: Tools, manager: Manager, swarmId: string): Promise<void> {
  const later = "it still thinks that it is in the swarm, so run `docker swarm leave --force` there later";
  const host = await dialOrTell(tools, manager, later);
  if (!host) return;
  const { Swarm }: EngineInfo = await api(host, "show its state", (docker) => docker.info(), SLOW);
  if (!Swarm || Swarm.LocalNodeState === "inactive" || Swarm.LocalNodeState === "") return;
  if (Swarm.Cluster?.ID && Swarm.Cluster.ID !== swarmId) {
    tools.log(`${manager.name} is in another swarm, ${Swarm.Cluster.ID}: left as it is`, "warning");
    return;
  }
  tools.status(`${manager.name} leaves the swarm`);
  await leaveForGood(tools, host);
}
