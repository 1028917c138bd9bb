import { mkdir, rm } from "node:fs/promises";
import { messageOf } from "../../provisioners/core/errors";
import { backends } from "../backends";
import { chooseBackend } from "../choice/choose";
import { labError, lost, notRunning } from "../errors";
import { endMachines } from "../leftovers";
import { labFolder, logFile, machinesFolder } from "../paths";
import type { Command } from "../protocol";
import { loadMachines } from "../store";
import { claim, release } from "./claim";
import { Control } from "./control";
import { Lab } from "./lab";

/*
 * The process that keeps a lab's machines alive between runs of Pulumi. `connection.ts` starts it when it is needed; it
 * ends when the last machine is removed, and its machines end with it (their disks stay).
 */
async function main(name: string): Promise<void> {
  let hasHadMachines = false;
  const control: Control = new Control(
    async (command, status) => {
      hasHadMachines ||= command.command === "ensure" || command.command === "remove";
      return obey(await lab, command, status);
    },
    // Somebody may look at a lab before its first machine is made.
    () => void (hasHadMachines && whenOpen((opened) => (control.isIdle && opened.isEmpty ? end() : undefined))),
  );
  const lab: Promise<Lab> = open(name, control, () => void whenOpen(networkLost));
  // Whoever asked for a lab that cannot open gets the reason as the answer.
  const whenOpen = (work: (opened: Lab) => Promise<void> | undefined) => lab.then(work, () => undefined);

  const networkLost = async () => {
    const reason = lost(name, "its network ended, and with it its machines", logFile(name));
    console.error(reason.message);
    control.refuse(notRunning(name));
    await control.interrupt(reason);
    await endMachines(name);
    process.exit(1);
  };

  let ending: Promise<void> | undefined;
  // Removals that end together would each end the lab.
  const end = () => {
    ending ??= whenOpen(tidyUp);
    return ending;
  };
  const tidyUp = async (opened: Lab) => {
    control.refuse(notRunning(name));
    await control.interrupt(lost(name, "it was told to end", logFile(name)));
    await opened.close();
    if (opened.isEmpty) await rm(labFolder(name), { recursive: true, force: true });
    await release(name, () => control.close());
    process.exit(0);
  };
  process.once("SIGTERM", () => void end()).once("SIGINT", () => void end());

  try {
    await lab;
  } catch (error) {
    console.error(messageOf(error));
    control.close(() => process.exit(1));
  }
}

async function open(name: string, control: Control, onGone: () => void): Promise<Lab> {
  if (!(await claim(name, (path) => control.listen(path)))) process.exit(0);
  try {
    await mkdir(machinesFolder(name), { recursive: true, mode: 0o700 });
    // A machine's disk fits one kernel, and all machines of a lab share a network: a lab stays with what it began with.
    const kind = (await loadMachines(name))[0]?.backend ?? (await chooseBackend()).kind;
    return await Lab.open(name, backends[kind], onGone);
  } catch (error) {
    throw labError(`open the lab ${name}`, error);
  }
}

function obey(lab: Lab, command: Command, status: (text: string) => void): unknown {
  switch (command.command) {
    case "ensure":
      return lab.ensure(command.machine, status);
    case "list":
      return lab.list();
    case "start":
      return lab.start(command.name, status);
    case "kill":
      return lab.kill(command.name);
    case "remove":
      return lab.remove(command.name);
    case "expectPowerOff":
      return lab.expectPowerOff(command.name);
    case "signal":
      return lab.signal(command.name, command.signal);
    case "forward":
      return lab.forward(command.name, command.port);
    case "firewall":
      return lab.setFirewall(command.name, command.rules);
    case "attach":
      return lab.attach(command.name, command.disk);
    case "detach":
      return lab.detach(command.name, command.file);
    case "network":
      return lab.network(command.request);
  }
}

const name = process.argv[2];
if (!name) throw new Error("usage: daemon LAB");
main(name).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
