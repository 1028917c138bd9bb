import type { Command } from "commander";
import { withContext } from "../context";
import { globalsOf, print, swarmOf } from "../globals";
import { examine, exitCodeOf } from "./examine";
import { doctorText } from "./render";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("what is wrong or soon will be, why it matters, and what to do")
    .addHelpText("after", "\nExit code: 0 nothing urgent, 1 something needs attention, 2 it could not be found out.")
    .action(async (_options, command: Command) => {
      const options = globalsOf(command);
      const declared = await swarmOf(options);
      const { findings } = await withContext((context) => examine(context, declared));
      print(options, findings, () => doctorText(findings));
      process.exitCode = exitCodeOf(findings);
    });
}
