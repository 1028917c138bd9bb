import type { Host } from "../../provisioners/docker/host";
import { reboot, rebootNeed } from "../../provisioners/host/reboot";
import { dial, type HandlerContext } from "../../provisioners/provider/handler-context";
import { underMaintenance } from "../../provisioners/rollout/maintenance";
import { swarmNodes } from "../../provisioners/swarm/access/managers";
import type { SwarmAccess } from "../../provisioners/swarm/access/swarm-access";
import { askNodes } from "../look/each-node";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";
import { candidatesOf, inOrder } from "./order";
import { checkSafe, type Needs, type PlanOptions, type Step, stepsOf } from "./plan";

const DIAL_MS = 20_000;
/** One that an ended run left may be in the middle of its boot. */
const LEFT_DIAL_MS = 300_000;

/** What is done to each node while it is out of service; nothing for one that only goes back. */
export interface Work {
  command?: string;
  reboot: boolean;
  /** Seconds that the command may take. */
  timeoutSeconds: number;
}

export interface Maintenance {
  access: SwarmAccess;
  nodes: readonly DeclaredNode[];
  options: PlanOptions;
  work: Work;
}

/** The swarm as every step of maintenance asks for it. */
export const accessOf = (context: HandlerContext, { managers, swarmId }: DeclaredSwarm): SwarmAccess => {
  return { context, managers, swarmId };
};

/** The steps as they are due now. Only reads. @throws SwarmError where one of them must not be */
export async function planSteps({ access, nodes, options }: Maintenance): Promise<Step[]> {
  const needs: Needs = options.scope === "due" ? await needsOf(access.context, nodes) : new Map();
  const all = await swarmNodes(access);
  const steps = stepsOf(candidatesOf(nodes, all), needs, options);
  checkSafe(steps, all, options);
  return steps;
}

async function needsOf(context: HandlerContext, nodes: readonly DeclaredNode[]): Promise<Needs> {
  context.status(`asking ${nodes.length} machines whether a reboot is due`);
  const answers = await askNodes(context, nodes, rebootNeed);
  return new Map(answers.map((each) => [each.node, "value" in each ? each.value : each]));
}

/**
 * Takes the nodes out of service one after the other, as an upgrade of Docker does. The order is made anew before each:
 * the lead may have moved, or another manager have died. The first failure ends it; the nodes that follow are not touched.
 */
export async function maintain(maintenance: Maintenance, steps: readonly Step[]): Promise<void> {
  const { access } = maintenance;
  let open = steps.filter(({ action }) => action !== "skip");
  const count = open.length;
  while (open.length > 0) {
    const done = count - open.length;
    const all = await swarmNodes(access);
    open = inOrder(open.map((step) => ({ ...step, node: all.find(({ ID }) => ID === step.declared.nodeId) })));
    checkSafe(open, all, maintenance.options);
    const [next, ...others] = open;
    if (!next) return;
    access.context.log(`${done + 1} of ${count}: ${next.declared.name}`);
    await takeOut(maintenance, next);
    open = others;
  }
}

async function takeOut({ access, work }: Maintenance, { declared, node, action, reason }: Step): Promise<void> {
  const { context } = access;
  const { name, connection } = declared;
  const host = await dial(context, name, connection, reason ? LEFT_DIAL_MS : DIAL_MS);
  const role = node?.ManagerStatus ? ("manager" as const) : ("worker" as const);
  const member = { name, host, nodeId: declared.nodeId, role };
  await underMaintenance(access, member, async () => {
    if (action === "work") await doWork(context, host, work);
  });
  context.log(`${name} is back in service`);
}

async function doWork(context: HandlerContext, host: Host, { command, reboot: isReboot, timeoutSeconds }: Work) {
  if (command !== undefined) {
    context.status(`running the command on ${host.label}`);
    await host.run(command, {
      what: "run the command",
      deadlineMs: timeoutSeconds * 1_000,
      onLine: (line) => context.log(`  ${line}`),
    });
  }
  if (isReboot) await reboot(context, host);
}
