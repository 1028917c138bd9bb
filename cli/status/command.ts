import type { Command } from "commander";
import { withContext } from "../context";
import { examine, exitCodeOf } from "../doctor/examine";
import { globalsOf, print, swarmOf } from "../globals";
import { statusText } from "./render";

/** Time between two looks with `--watch`. */
const WATCH_MS = 5_000;
const CLEAR_SCREEN = "\x1b[2J\x1b[H";

export function addStatus(program: Command): void {
  program
    .command("status")
    .description("nodes, quorum and services, and what needs attention")
    .option("--watch", "look again every 5 seconds, until ^C")
    .addHelpText(
      "after",
      "\nExit code: 0 all is well, 1 something needs attention, 2 it could not be found out.\n\nExamples:\n  pulumi-swarm status\n  pulumi-swarm --stack prod --json status | jq .quorum",
    )
    .action(async (_options, command: Command) => {
      const options = globalsOf<{ watch?: boolean }>(command);
      const declared = await swarmOf(options);
      process.exitCode = await withContext(async (context) => {
        for (;;) {
          const { report, findings } = await examine(context, declared);
          if (options.watch && process.stdout.isTTY) process.stdout.write(CLEAR_SCREEN);
          print(options, { ...report, findings }, () => statusText(report, findings));
          if (!options.watch) return exitCodeOf(findings);
          await context.clock.sleep(WATCH_MS, context.signal);
        }
      });
    });
}
