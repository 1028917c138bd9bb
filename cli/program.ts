import { Command } from "commander";
import { packageVersion } from "../provisioners/core/paths";
import { addBackup } from "./backup/backup";
import { addVerify } from "./backup/verify";
import { addCompletion } from "./completion/command";
import { addDashboard } from "./dashboard/command";
import { addDoctor } from "./doctor/command";
import { addEvents } from "./events/command";
import { takeGlobals } from "./globals";
import { addGraph } from "./graph/command";
import { labCommand } from "./lab";
import { addMaintenance } from "./maintenance/command";
import { addPrune } from "./prune/command";
import { addCp } from "./reach/cp";
import { addDocker } from "./reach/docker";
import { addExec } from "./reach/exec";
import { addForward } from "./reach/forward";
import { addSsh } from "./reach/ssh";
import { addContext, addTunnel } from "./reach/tunnel";
import { addRebalance } from "./rebalance/command";
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
    addDashboard,
    addExec,
    addSsh,
    addCp,
    addForward,
    addDocker,
    addTunnel,
    addContext,
    addCompletion,
    addPrune,
    addMaintenance,
    addRebalance,
    addBackup,
    addVerify,
  ])
    add(all);
  takeGlobals(all);
  return all.addCommand(labCommand);
}
