import type { Command } from "commander";
import { withContext } from "../context";
import { findingsOf, isUrgent } from "../doctor/findings";
import { exitCodes } from "../exit-codes";
import { globalsOf, print, swarmOf } from "../globals";
import { reportOf } from "../look/report";
import { lookAt } from "../look/swarm-look";
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
          const look = await lookAt(context, declared);
          const report = reportOf(look);
          const findings = findingsOf(look, report.services);
          if (options.watch && process.stdout.isTTY) process.stdout.write(CLEAR_SCREEN);
          print(options, { ...report, findings }, () => statusText(report, findings));
          if (!options.watch) return findings.some(isUrgent) ? exitCodes.attention : exitCodes.fine;
          await context.clock.sleep(WATCH_MS, context.signal);
        }
      });
    });
}
