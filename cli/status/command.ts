import type { Command } from "commander";
import { examine, exitCodeOf } from "../doctor/examine";
import { globalsOf, print, swarmOf } from "../globals";
import { watched, watchHelp } from "../watch";
import { statusText } from "./render";

export function addStatus(program: Command): void {
  program
    .command("status")
    .description("nodes, quorum and services, and what needs attention")
    .option("--watch", watchHelp)
    .addHelpText(
      "after",
      "\nExit code: 0 all is well, 1 something needs attention, 2 it could not be found out.\n\nExamples:\n  pulumi-swarm status\n  pulumi-swarm --stack prod --json status | jq .quorum",
    )
    .action(async (_options, command: Command) => {
      const options = globalsOf<{ watch?: boolean }>(command);
      const declared = await swarmOf(options);
      await watched(options.watch, async (context) => {
        const { report, findings } = await examine(context, declared);
        process.exitCode = exitCodeOf(findings);
        return () => print(options, { ...report, findings }, () => statusText(report, findings));
      });
    });
}
