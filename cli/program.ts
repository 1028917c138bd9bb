import { Command } from "commander";
import { packageVersion } from "../provisioners/core/paths";
import { labCommand } from "./lab";

/** `pulumi-swarm`: what an operator does between two runs of Pulumi. */
export const program = new Command("pulumi-swarm")
  .description("What an operator does between two runs of Pulumi.")
  .version(packageVersion())
  .enablePositionalOptions()
  .showHelpAfterError()
  .addCommand(labCommand);
