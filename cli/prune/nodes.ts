import { messageOf, SwarmError } from "../../provisioners/core/errors";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { Limit } from "../../provisioners/ssh/limit";
import { askNodes } from "../look/each-node";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";
import { readWorkloads } from "../workloads/read";
import { type Needs, needsOf } from "./needs";
import { type PrunePlan, type PruneWishes, planOf } from "./plan";
import { carryOut, type Left } from "./remove";
import { readStore } from "./store";

/** Docker measures on each of them at the same time; more of them only slow this computer down. */
const AT_ONCE = 8;

/** What became of one node. */
export type NodeResult =
  | { node: string; plan: PrunePlan /** Only where the plan was carried out. */; left?: Left[] }
  | { node: string; unreachable: string };

/** What services need; without images and volumes where no manager can be asked. */
export async function needsIn(context: HandlerContext, declared: DeclaredSwarm): Promise<Needs> {
  context.status("asking a manager which images the services and their rollbacks need");
  try {
    return needsOf(await readWorkloads(context, declared), declared.preloaded ?? []);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof SwarmError)) throw error;
    context.log(`Images and volumes stay, because no manager says what is needed: ${messageOf(error).split("\n")[0]}`);
    return { containers: new Set(), volumes: new Set() };
  }
}

/** Looks at the nodes, a few at a time, and carries the plans out where `isReal`. One that is out of reach is named. */
export async function pruneNodes(
  context: HandlerContext,
  nodes: readonly DeclaredNode[],
  needs: Needs,
  { isReal, ...wishes }: Omit<PruneWishes, "now"> & { isReal: boolean },
): Promise<NodeResult[]> {
  const limit = new Limit(AT_ONCE);
  const open = new Set(nodes.map(({ name }) => name));
  const showOpen = () => context.status(`${isReal ? "pruning" : "measuring"} ${[...open].join(", ")}`);
  showOpen();
  const answers = await askNodes(context, nodes, async (host, { name }) => {
    const release = await limit.take(context.signal);
    try {
      const plan = planOf(await readStore(host), needs, { ...wishes, now: context.clock.now() });
      return isReal ? { plan, left: await carryOut(host, plan, wishes.keepSeconds) } : { plan };
    } finally {
      release();
      open.delete(name);
      if (open.size > 0) showOpen();
    }
  });
  return answers.map((each) => ("value" in each ? { node: each.node, ...each.value } : each));
}
