import { Command } from "commander";
import { packageVersion } from "../provisioners/core/paths";
import { addDoctor } from "./doctor/command";
import { addEvents } from "./events/command";
import { addGraph } from "./graph/command";
import { labCommand } from "./lab";
import { addDocker } from "./reach/docker";
import { addExec } from "./reach/exec";
import { addSsh } from "./reach/ssh";
import { addContext, addTunnel } from "./reach/tunnel";
import { addStatus } from "./status/command";
import { addDf } from "./usage/df";
import { addTop } from "./usage/top";
import { addLogs } from "./workloads/logs";
import { addPs } from "./workloads/ps";

/** `pulumi-swarm`: what an operator does between two runs of Pulumi. */
export function program(): Command {
  const all = new Command("pulumi-swarm")
    .description("Look at and look after the swarm of a Pulumi stack. Everything is read from the stack's state.")
    .version(packageVersion())
    .option("--stack <name>", "stack of the cluster (default: the selected one)")
    .option("--cwd <folder>", "folder of the Pulumi project (default: the current one)")
    .option("--swarm <name>", "resource name of the swarm, where the stack has several")
    .option("--json", "print JSON")
    .enablePositionalOptions()
    .showHelpAfterError()
    .exitOverride();
  for (const add of [
    addStatus,
    addDoctor,
    addPs,
    addLogs,
    addEvents,
    addGraph,
    addTop,
    addDf,
    addExec,
    addSsh,
    addDocker,
    addTunnel,
    addContext,
  ])
    add(all);
  return all.addCommand(labCommand);
}
