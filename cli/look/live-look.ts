import { patient } from "../../provisioners/core/patience";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { ask } from "../../provisioners/swarm/access/ask";
import { type Answer, viewsOf } from "../../provisioners/swarm/access/manager-view";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { askNodes, type NodeAnswer } from "./each-node";
import { type HostLook, lookAtHost } from "./host-look";
import { Latest } from "./latest";
import { lookOf, type SwarmLook } from "./swarm-look";

/** How long the first look waits for whoever does not answer, and how long each further one does. */
const FIRST_MS = 6_000;
const NEXT_MS = 2_000;

const SILENT = "it has not answered yet";

/**
 * Looks again and again, without waiting for the dead: who does not answer in time is shown as it was, and asked on. The
 * services are read from a manager that answered this time, where one did.
 */
export function liveLook(context: HandlerContext, declared: DeclaredSwarm): () => Promise<SwarmLook> {
  const access = { context, managers: declared.managers, swarmId: declared.swarmId };
  const managers = declared.managers.map((manager) => {
    const first: Answer = { manager, refusal: "unreachable", reason: SILENT };
    return new Latest(first, () => ask(access, manager), context.clock);
  });
  const hosts = declared.nodes.map((node) => {
    const first: NodeAnswer<HostLook> = { node: node.name, unreachable: SILENT };
    return new Latest(first, async () => (await askNodes(context, [node], lookAtHost))[0] ?? first, context.clock);
  });
  let wait = patient(FIRST_MS);
  return async () => {
    const [seen, looked] = await Promise.all([
      Promise.all(managers.map((manager) => manager.within(wait))),
      Promise.all(hosts.map((host) => host.within(wait))),
    ]);
    wait = patient(NEXT_MS);
    const all = seen.map(({ value }) => value);
    const now = viewsOf(seen.filter(({ isNew }) => isNew).map(({ value }) => value));
    const answers = looked.map(({ value }) => value);
    return lookOf(context, declared, { managers: all, views: now.length > 0 ? now : viewsOf(all), answers });
  };
}
