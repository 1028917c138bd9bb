import Table from "cli-table3";
import { Command, Help } from "commander";
import {
  type LabCommand,
  labNames,
  listMachines,
  type MachineView,
  type NetworkRequest,
  openShell,
  type PortStatistics,
  send,
  startDaemon,
} from "../lab/client";
import { SwarmError } from "../provisioners/core/errors";
import { readerCommand } from "../provisioners/core/reader-command";
import { until } from "../provisioners/core/until";

const POWER_OFF_MS = 60_000;

const say = (text: string) => console.log(text);
const plainTable = (head: string[]) => new Table({ head, style: { head: [], border: [], compact: true } });

/** The machines of a lab, for people. */
export const labCommand = new Command("lab")
  .description("Look after the machines of a lab. Names are those that `ls` shows.")
  .option("--lab <name>", "which lab", "lab")
  .configureHelp({
    commandUsage: (command) => new Help().commandUsage(command).replace("pulumi-swarm lab", readerCommand("lab")),
  })
  .enablePositionalOptions()
  .showHelpAfterError();

const lab = () => labCommand.opts<{ lab: string }>().lab;

labCommand
  .command("ls")
  .description("list the machines of all labs")
  .action(async () => {
    const table = plainTable(["lab", "machine", "state", "address", "memory", "ssh", "forwards"]);
    for (const name of await labNames()) {
      for (const machine of await listMachines(name)) table.push(rowOf(name, machine));
    }
    say(table.length ? table.toString() : `There are no machines. \`${readerCommand("up")}\` makes some.`);
  });

labCommand
  .command("ssh <machine> [command...]")
  .description("open a shell on a machine, or run a command there")
  .passThroughOptions()
  .action(async (name: string, command: string[]) => {
    process.exitCode = await openShell(lab(), await find(name), command);
  });

labCommand
  .command("start [machine]")
  .description("start a machine, or the whole lab after a reboot of this computer")
  .action(async (name?: string) => {
    await startDaemon(lab(), say);
    const names = name ? [name] : (await listMachines(lab())).flatMap(({ name, wanted }) => (wanted ? [name] : []));
    await Promise.all(names.map((name) => send(lab(), { command: "start", name }, (text) => say(`${name}: ${text}`))));
  });

labCommand
  .command("stop <machine>")
  .description("shut a machine down; it stays off until it is started")
  .action(async (name: string) => {
    const machine = await find(name);
    await order({ command: "expectPowerOff", name });
    await openShell(lab(), machine, ["systemctl", "poweroff"]);
    await until(async () => ((await find(name)).up ? undefined : true), {
      what: `${name} to power off`,
      deadlineMs: POWER_OFF_MS,
      fix: readerCommand("lab", `kill ${name}`),
    });
  });

labCommand
  .command("kill <machine>")
  .description("cut a machine's power; it stays off until it is started")
  .action((name: string) => order({ command: "kill", name }));

labCommand
  .command("freeze <machine>")
  .description("stop a machine's clock, as a host that hangs; `thaw` lets it go on")
  .action((name: string) => order({ command: "signal", name, signal: "SIGSTOP" }));

labCommand
  .command("thaw <machine>")
  .description("let a frozen machine go on")
  .action((name: string) => order({ command: "signal", name, signal: "SIGCONT" }));

labCommand
  .command("forward <machine> <port>")
  .description("lead a port of 127.0.0.1 to a port of a machine")
  .action(async (name: string, port: string) => {
    const local = await send(lab(), { command: "forward", name, port: Number(port) });
    say(`127.0.0.1:${local} leads to port ${port} of ${name}`);
  });

labCommand
  .command("partition <groups...>")
  .description("cut the private network between groups of machines: partition manager-1 manager-2,manager-3")
  .action((groups: string[]) => network({ do: "partition", groups: groups.map((group) => group.split(",")) }));

labCommand
  .command("slow <from> <to> <milliseconds>")
  .description("delay what one machine sends to another")
  .action((from: string, to: string, delay: string) =>
    network({ do: "impair", from, to, impairment: { delay: Number(delay) } }),
  );

labCommand
  .command("lose <from> <to> <share>")
  .description("lose a share (0 to 1) of what one machine sends to another")
  .action((from: string, to: string, loss: string) =>
    network({ do: "impair", from, to, impairment: { loss: Number(loss) } }),
  );

labCommand
  .command("heal")
  .description("undo every partition, delay and loss")
  .action(() => network({ do: "heal" }));

labCommand
  .command("traffic")
  .description("frames that passed the private network's switch")
  .action(async () => {
    const table = plainTable(["machine", "received", "sent", "dropped"]);
    const ports = (await send(lab(), { command: "network", request: { do: "statistics" } })) as PortStatistics[];
    for (const { name, received, sent, dropped } of ports) table.push([name, received, sent, dropped]);
    say(table.toString());
  });

const network = (request: NetworkRequest) => order({ command: "network", request });

async function order(command: LabCommand): Promise<void> {
  await send(lab(), command, say);
}

async function find(name: string): Promise<MachineView> {
  const machines = await listMachines(lab());
  const found = machines.find((machine) => machine.name === name);
  if (found) return found;
  throw new SwarmError({
    code: "LAB_NO_MACHINE",
    summary: `There is no machine ${name} in the lab ${lab()}`,
    fix: `its machines are: ${machines.map((machine) => machine.name).join(", ") || `none; \`${readerCommand("up")}\` makes some`}`,
  });
}

function rowOf(lab: string, { name, up, failure, wanted, address, memory, sshPort, forwards }: MachineView): string[] {
  const state = up ? "up" : !wanted ? "off" : failure ? "failed" : "down";
  const ports = Object.entries(forwards).map(([port, local]) => `127.0.0.1:${local} → ${port}`);
  return [lab, name, state, address, `${memory} MiB`, `127.0.0.1:${sshPort}`, ports.join("\n")];
}
