import type { Command } from "commander";
import { colors } from "../colors";
import { withContext } from "../context";
import { exitCodes } from "../exit-codes";
import { globalsOf, print, swarmOf } from "../globals";
import { table } from "../table";
import { readWorkloads } from "../workloads/read";
import { select } from "../workloads/select";
import { type Verdict, verdictsOf } from "./plan";
import { spreadAnew } from "./run";
import { type Spread, spreadText } from "./spread";

/** What became of a service, with its spread afterwards where it was changed. */
export interface Outcome extends Verdict {
  after?: Spread;
}

export function addRebalance(program: Command): void {
  program
    .command("rebalance")
    .description(
      "spread services over the nodes again, as after a node came; only those that are lopsided, one at a time",
    )
    .option("--service <name>", "only this service, or the services of this stack")
    .option("--dry-run", "show what is lopsided, and change nothing")
    .addHelpText(
      "after",
      "\nIts tasks start anew, as the service's update_config says.\nExit code: 0 all is even, 1 something stayed lopsided, 2 it failed.\n\nExamples:\n  pulumi-swarm rebalance --dry-run\n  pulumi-swarm rebalance --service shop_web",
    )
    .action(async (_options, command: Command) => {
      const options = globalsOf<{ service?: string; dryRun?: boolean }>(command);
      const declared = await swarmOf(options);
      await withContext(async (context) => {
        const access = { context, managers: declared.managers, swarmId: declared.swarmId };
        const workloads = await readWorkloads(context, declared);
        const outcomes: Outcome[] = [];
        for (const verdict of verdictsOf(select(options.service, workloads).services, workloads)) {
          const isDue = verdict.action === "spread" && !options.dryRun;
          const after = isDue ? await spreadAnew(access, verdict.service) : undefined;
          if (after) context.log(`${verdict.service.Spec.Name}: ${spreadText(after)}`);
          outcomes.push({ ...verdict, after });
        }
        print(options, outcomes.map(jsonOf), () => outcomesText(outcomes));
        process.exitCode = outcomes.some(isLopsided) ? exitCodes.attention : exitCodes.fine;
      });
    });
}

const isLopsided = ({ spread, after = spread }: Outcome) => after.isLopsided;

function jsonOf({ service, spread, after, action, reason }: Outcome) {
  return { service: service.Spec.Name, action, reason, before: spread, after };
}

const words = { spread: "lopsided", even: "even", skip: "lopsided, left alone" };

/** A row for each service that has a choice of nodes. */
export function outcomesText(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ service, spread, after, action, reason }) => [
    service.Spec.Name,
    action === "even" ? colors.green(words.even) : colors.yellow(words[action]),
    spreadText(spread),
    after ? spreadText(after) : "",
    after?.isLopsided ? "Docker placed them so: look at what the nodes have reserved" : reason,
  ]);
  return table(["SERVICE", "SPREAD", "TASKS", "AFTERWARDS", "REASON"], rows) || "No service has a choice of nodes.";
}
