import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { ask } from "../../provisioners/swarm/access/ask";
import { type Answer, type ManagerView, viewsOf } from "../../provisioners/swarm/access/manager-view";
import { newest } from "../../provisioners/swarm/access/raft-selection";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { type Workloads, workloadsOf } from "../workloads/read";
import { askNodes, type NodeAnswer } from "./each-node";
import { type HostLook, lookAtHost } from "./host-look";

/** What a swarm shows at one moment; nothing of it is waited for. */
export interface SwarmLook {
  declared: DeclaredSwarm;
  /** What each manager answers. */
  managers: Answer[];
  /** What a manager with a leader knows; undefined where none has one. */
  swarm?: Workloads;
  /** Each declared node by name: what its machine shows, or why it shows nothing. */
  hosts: Map<string, HostLook | { unreachable: string }>;
}

/** Looks at every manager and every machine at once. Dead machines cost the dial's deadline, and no more. */
export async function lookAt(context: HandlerContext, declared: DeclaredSwarm): Promise<SwarmLook> {
  const access = { context, managers: declared.managers, swarmId: declared.swarmId };
  context.status(`asking ${declared.managers.length} managers and ${declared.nodes.length} machines`);
  const [managers, answers] = await Promise.all([
    Promise.all(declared.managers.map((manager) => ask(access, manager))),
    askNodes(context, declared.nodes, lookAtHost),
  ]);
  return lookOf(context, declared, { managers, views: viewsOf(managers), answers });
}

/** What was answered. */
export interface Answers {
  managers: Answer[];
  /** Of managers that can be asked for the services. */
  views: ManagerView[];
  answers: NodeAnswer<HostLook>[];
}

/** The look that answers make, with the services and tasks of one of the views. */
export async function lookOf(
  context: Pick<HandlerContext, "status">,
  declared: DeclaredSwarm,
  { managers, views, answers }: Answers,
): Promise<SwarmLook> {
  const hosts = new Map(answers.map((each) => [each.node, "value" in each ? each.value : each]));
  const [first, ...others] = views;
  if (!first) return { declared, managers, hosts };
  context.status("reading services and tasks");
  return { declared, managers, swarm: await workloadsOf(newest(others, first)), hosts };
}
