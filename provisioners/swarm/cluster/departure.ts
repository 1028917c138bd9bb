import type { HandlerContext } from "../../provider/handler-context";
import type { Manager } from "../access/schema";
import { leaveForGood, membershipOrWarn } from "../node/membership";

/** What remains of the swarm on a listed host ends; a host out of reach does not hold up the rest. */
export async function leaveHost(context: HandlerContext, manager: Manager, swarmId: string): Promise<void> {
  const later = "it still thinks that it is in the swarm, so run `docker swarm leave --force` there later";
  const found = await membershipOrWarn(context, manager, later);
  if (!found || found.local.LocalNodeState === "inactive") return;
  const { host, local } = found;
  if (local.Cluster?.ID && local.Cluster.ID !== swarmId) {
    context.log(`${manager.name} is in another swarm, ${local.Cluster.ID}: left as it is`, "warning");
    return;
  }
  context.status(`${manager.name} leaves the swarm`);
  await leaveForGood(context, host);
}
