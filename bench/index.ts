import { Command } from "commander";
import { main } from "../tools/terminal/main";
import { latencyCommand } from "./latency/command";
import { peersCommand } from "./peers/command";
import { runPhases } from "./phases/run";
import { scaleCommand } from "./scale/command";

/** `npm run bench`: where the time of a run goes. */
const program = new Command("npm run bench --")
  .description("Measures runs of Pulumi. Each measurement keeps its own state, and leaves nothing behind.")
  .showHelpAfterError();

program
  .command("phases", { isDefault: true })
  .description("on the lab: seconds of each phase of an `up`, of one that changes nothing, and of `destroy`")
  .action(runPhases);

for (const command of [peersCommand, latencyCommand, scaleCommand]) program.addCommand(command.showHelpAfterError());

main(async () => {
  await program.parseAsync();
  return 0;
});
