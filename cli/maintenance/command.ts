import type { Command } from "commander";
import { SwarmError } from "../../provisioners/core/errors";
import { withContext } from "../context";
import { secondsOption } from "../durations";
import { exitCodes } from "../exit-codes";
import { globalsOf, print, swarmOf } from "../globals";
import { nodeNamed } from "../reach/nodes";
import { isPassedOver } from "./plan";
import { stepsJson, stepsText } from "./render";
import { accessOf, maintain, planSteps } from "./run";

interface MaintenanceOptions {
  all?: boolean;
  reboot?: boolean;
  ifNeeded?: boolean;
  command?: string;
  restore?: boolean;
  timeout: string;
  dryRun?: boolean;
  allowQuorumLoss?: boolean;
}

export function addMaintenance(program: Command): void {
  program
    .command("maintenance [nodes...]")
    .description("take nodes out of service one after the other, do what is asked, and put them back")
    .option("--all", "all nodes: workers, then managers, the leader last")
    .option("--reboot", "reboot the machine, and wait until it is ready again")
    .option("--if-needed", "only nodes where a reboot is due")
    .option("--command <command>", "run a shell command there as root; before the reboot, where there is one")
    .option("--timeout <time>", "how long the command may take", "30m")
    .option("--restore", "only put back what an unfinished run has left out of service")
    .option("--dry-run", "show the order, and change nothing")
    .option("--allow-quorum-loss", "with one or two managers: accept that nothing can change meanwhile")
    .addHelpText(
      "after",
      "\nExit code: 0 done, 1 some nodes were skipped, 2 it failed; what follows is not touched then.\n\nExamples:\n  pulumi-swarm maintenance worker-1 --command 'apt-get -y upgrade' --reboot\n  pulumi-swarm maintenance --all --reboot --if-needed --dry-run",
    )
    .action(async (names: string[], _options, command: Command) => {
      const options = globalsOf<MaintenanceOptions>(command);
      checkOptions(names, options);
      const declared = await swarmOf(options);
      const nodes = options.all ? declared.nodes : names.map((name) => nodeNamed(name, declared));
      const timeoutSeconds = secondsOption("--timeout", options.timeout);
      await withContext(async (context) => {
        const maintenance = {
          access: accessOf(context, declared),
          nodes,
          options: {
            scope: options.restore ? ("left" as const) : options.ifNeeded ? ("due" as const) : ("all" as const),
            allowQuorumLoss: options.allowQuorumLoss === true,
          },
          work: { command: options.command, reboot: options.reboot === true, timeoutSeconds },
        };
        const steps = await planSteps(maintenance);
        print(options, stepsJson(steps), () => stepsText(steps));
        if (!options.dryRun) await maintain(maintenance, steps);
        process.exitCode = steps.some(isPassedOver) ? exitCodes.attention : exitCodes.fine;
      });
    });
}

/** @throws SwarmError `BAD_OPTIONS` */
export function checkOptions(names: readonly string[], options: Omit<MaintenanceOptions, "timeout">): void {
  const { all, reboot, ifNeeded, command, restore } = options;
  const problem =
    (all === true) === names.length > 0
      ? "Name nodes, or give --all"
      : !reboot && command === undefined && !restore
        ? "Say what is to be done: --reboot, --command or --restore"
        : ifNeeded && !reboot
          ? "--if-needed is about --reboot"
          : restore && (reboot || command !== undefined)
            ? "--restore only puts back: it takes neither --reboot nor --command"
            : undefined;
  if (problem) {
    throw new SwarmError({
      code: "BAD_OPTIONS",
      summary: "The options do not fit together",
      fix: problem,
    });
  }
}
