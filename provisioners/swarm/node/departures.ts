import { patient } from "../../core/patience";
import { until } from "../../core/until";
import { isReachable, nodeName } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { swarmNodes } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import type { Leaver } from "./schema";
import { isManager, survivorsOf } from "./survivors";

/** A worker out of reach is drained and removed within this time. */
const LEAVERS_MS = 180_000;

/** IDs of the nodes that are being removed in this session. */
export class Departures extends Set<string> {}

/** A dead manager counts for the quorum and gives nothing to it: one that is to go as well goes first. */
export async function untilDeadManagersAreRemoved(access: SwarmAccess, leaver: Leaver): Promise<void> {
  const { clock, signal, status, session } = access.context;
  const leaving = session.get(Departures);
  await until(
    async () => {
      const nodes = (await survivorsOf(access, leaver))?.nodes ?? [];
      const dead = nodes.filter((node) => isManager(node) && !isReachable(node) && leaving.has(node.ID));
      return dead.length === 0 ? true : undefined;
    },
    {
      what: "dead managers to be removed first",
      deadlineMs: 180_000,
      clock,
      signal,
      onWait: () => status("waiting until dead managers are removed"),
    },
  );
}

/** The nodes that stay, once workers that are to go as well have gone: each of them still asks this manager. */
export async function nodesAfterDepartures(
  access: SwarmAccess,
  { nodeId }: Leaver,
  before: SwarmNode[],
): Promise<SwarmNode[]> {
  const { clock, signal, status, session } = access.context;
  const leaving = session.get(Departures);
  const isGoing = (node: SwarmNode) => node.ID !== nodeId && leaving.has(node.ID) && !isManager(node);
  const end = clock.now() + patient(LEAVERS_MS);
  let nodes = before;
  while (nodes.some(isGoing) && clock.now() < end) {
    status(`waiting for ${nodes.filter(isGoing).map(nodeName).join(", ")} to leave first`);
    await clock.sleep(1_000, signal);
    nodes = await swarmNodes(access);
  }
  return nodes;
}
