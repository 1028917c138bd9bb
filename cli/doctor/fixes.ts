import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import { removeObject } from "../../provisioners/docker/client/objects";
import { nodeName } from "../../provisioners/docker/quorum";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { withManagerLock } from "../../provisioners/swarm/access/manager-lock";
import { withManager } from "../../provisioners/swarm/access/managers";
import { accessTo } from "../../provisioners/swarm/access/swarm-access";
import { removeNode } from "../../provisioners/swarm/node/stale-nodes";
import { removeUnlessInUse } from "../../provisioners/swarm/removal/in-use";
import { leftoversIn } from "./checks/leftovers";
import { staleNodesIn } from "./checks/nodes";
import type { DeepLook } from "./deep-look";
import type { Finding } from "./finding";

/** One change that a fix makes. */
export interface Step {
  what: string;
  run(context: HandlerContext): Promise<void>;
}

/** Pure: what a fix would do now. */
type Plan = (look: DeepLook, now: Date) => Step[];

/**
 * What the doctor changes where it is asked to by name. Each removes what nothing uses any more: no task starts, ends or
 * moves, and Docker itself refuses where it is used after all.
 */
const fixes: Record<string, Plan> = {
  "stale-node": (look) =>
    staleNodesIn(look).map((node) => ({
      what: `remove the record of the node ${nodeName(node)} (${node.ID}), which is ${node.Status.State} and not declared`,
      run: (context) => {
        const access = accessTo(context, look.declared);
        // A manager's record counts for the quorum: it goes only where the others keep it.
        return withManagerLock(access, () => removeNode(access, node.ID));
      },
    })),
  "leftover-objects": (look, now) =>
    leftoversIn(look, now).map(({ kind, name, id }) => ({
      what: `remove the ${kind} ${name}`,
      run: (context) =>
        withManager(accessTo(context, look.declared), `the ${kind} to be removed`, async ({ host }) => {
          const isGone = await removeUnlessInUse(() => removeObject(host, kind, id, name));
          if (!isGone) context.log(`the ${kind} ${name} is in use after all and stays`, "warning");
        }),
    })),
};

export const fixable = Object.keys(fixes);

/** Why others are not done from here, where it is not just that Pulumi does it. */
const decisions = new Map(
  Object.entries({
    "task-loop": "A restart of the service would end its tasks that run, and the failing one fails again.",
    "service-unplaced": "Only you know whether the constraint, the reservation or the nodes are to change.",
    "service-short": "Docker starts its tasks by itself where it can; a restart would end those that run.",
    "disk-nearly-full": `What may be deleted is yours to say: \`${readerCommand("swarm", "df")}\` shows what nothing uses.`,
    "quorum-lost": "A recovery gives up what only the lost managers knew.",
    "undeclared-node": "It runs, and may be somebody's.",
  }),
);

/**
 * The steps of the fix of a check.
 *
 * @throws SwarmError `NO_FIX` for a check whose fix is somebody's decision
 */
export function stepsOf(check: string, look: DeepLook, findings: readonly Finding[], now: Date): Step[] {
  const plan = Object.hasOwn(fixes, check) ? fixes[check] : undefined;
  if (plan) return plan(look, now);
  const found = findings.find((finding) => finding.check === check);
  throw new SwarmError({
    code: "NO_FIX",
    summary: `The doctor does not fix ${check}`,
    cause: decisions.get(check) ?? (found ? `its fix is yours or Pulumi's: ${found.fix}` : "there is no such finding"),
    fix: `Use one of ${fixable.join(", ")}`,
  });
}
