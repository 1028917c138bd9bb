import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import { dial, type HandlerContext } from "../../provider/handler-context";
import { localSwarm } from "../access/local-swarm";
import { writeAccess } from "../unlock/unlock-managers";
import { remove } from "./removal";
import type { Leaver, nodeInputs } from "./schema";
import { isManager, survivorsOf } from "./survivors";

type Inputs = z.output<typeof nodeInputs>;

/** Nodes by their IDs, learned from the states of `Node`. */
export class KnownNodes extends Map<string, Leaver> {}
/** IDs of nodes that have left for their hosts to join at other addresses. */
export class MovedNodes extends Set<string> {}

/**
 * A member cannot change its address. A host that has a new one, and perhaps a new host key, is still told by its node ID:
 * it leaves as that node, to join anew. Any other member could have been declared under a wrong address.
 * @throws SwarmError `SWARM_OTHER_ADDRESS`
 */
export async function leaveOldAddress(context: HandlerContext, inputs: Inputs): Promise<void> {
  const { name, connection, swarmId, address } = inputs;
  const host = await dial(context, name, connection);
  const local = await localSwarm(host);
  if (local.LocalNodeState !== "active" || !local.NodeAddr || local.NodeAddr === address) return;
  const node = context.session.get(KnownNodes).get(local.NodeID);
  if (node?.name === name && (await leaveAs(context, inputs, { ...node, connection }))) return;
  throw new SwarmError({
    code: "SWARM_OTHER_ADDRESS",
    summary: `The host is in a swarm as ${local.NodeAddr}, not as ${address}: a node cannot change its address`,
    host: host.label,
    fix: `Declare ${local.NodeAddr}; or take ${name} out of the configuration, run \`pulumi up\`, which has it leave ${swarmId}, and declare it again.`,
  });
}

/** False where nothing was done, as with this manager the swarm would end. */
async function leaveAs(context: HandlerContext, inputs: Inputs, leaver: Leaver): Promise<boolean> {
  const access = await writeAccess(context, inputs);
  const survivors = await survivorsOf(access, leaver);
  const node = survivors?.nodes.find(({ ID }) => ID === leaver.nodeId);
  if (!survivors || !node || (isManager(node) && survivors.others.length === 0)) return false;
  context.log(`${leaver.name} is the node ${leaver.nodeId} at another address: it leaves and joins anew`);
  await remove(access, leaver);
  context.session.get(MovedNodes).add(leaver.nodeId);
  return true;
}
