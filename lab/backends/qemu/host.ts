import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { SwarmError } from "../../../provisioners/core/errors";
import { ownProcess } from "../../../provisioners/core/paths";
import { until } from "../../../provisioners/core/until";
import { SERVICE_PORTS } from "../../addresses";
import type { Gate, GateEvents } from "../../gate/client";
import type { Program } from "../../gate/messages";
import { kernelFiles } from "../../image/kernel";
import { machineFolder, socketsFolder } from "../../paths";
import type { MachineRecord } from "../../store";
import { run } from "../../system/run";
import type { MachineHost } from "../backend";
import { labId } from "../id";
import { type Accelerator, BACKEND_VARIABLE } from "../kind";
import { hostForward, lanSocket, monitorSocket, qemuArguments, serviceSocket } from "./command";
import { askMonitor } from "./monitor";
import { qemuProgram } from "./programs";

const MONITOR_MS = 10_000;

/** Machines whose management network is QEMU's own: it forwards ports to them, and their calls to the services come by sockets. */
export class QemuHost implements MachineHost {
  private constructor(
    private readonly lab: string,
    private readonly accelerator: Accelerator,
    readonly gate: Gate,
    private readonly servers: net.Server[],
  ) {}

  static async open(lab: string, accelerator: Accelerator, gate: Gate, events: GateEvents): Promise<QemuHost> {
    const offered = SERVICE_PORTS.map((port) => offer(serviceSocket(socketsFolder(lab), port), port, events));
    return new QemuHost(lab, accelerator, gate, await Promise.all(offered));
  }

  async start(machine: MachineRecord): Promise<void> {
    await makeDisk(machine, this.diskOf(machine));
    await this.gate.ask({
      do: "start",
      name: machine.name,
      program: this.program(machine),
      link: { kind: "stream", path: lanSocket(socketsFolder(this.lab), machine.index) },
    });
  }

  /** A machine that is off gets the forward with its command line. */
  async forward(machine: MachineRecord, local: number, port: number, isUp: boolean): Promise<void> {
    if (!isUp) return;
    const path = monitorSocket(socketsFolder(this.lab), machine.index);
    const command = `hostfwd_add management ${hostForward(machine, local, port)}`;
    const printed = await until(() => askMonitor(path, command), {
      what: `the monitor of ${machine.name}`,
      deadlineMs: MONITOR_MS,
    });
    if (printed.trim()) throw new Error(printed.trim());
  }

  async attach(): Promise<void> {
    throw noDisks();
  }

  async detach(): Promise<void> {
    throw noDisks();
  }

  async remove({ name, index }: MachineRecord): Promise<void> {
    await this.gate.ask({ do: "remove", name });
    await rm(monitorSocket(socketsFolder(this.lab), index), { force: true });
  }

  async close(): Promise<void> {
    for (const server of this.servers) server.close();
    await this.gate.close();
  }

  private program(machine: MachineRecord): Program {
    const sockets = socketsFolder(this.lab);
    const folder = machineFolder(this.lab, machine.name);
    const word = `guest=${labId(this.lab, machine.name)}`;
    const services = SERVICE_PORTS.map((port) => [port, ownProcess("lab-relay", serviceSocket(sockets, port))]);
    return {
      word,
      file: qemuProgram(),
      args: qemuArguments(this.accelerator, word, machine, {
        disk: this.diskOf(machine),
        seed: join(folder, "seed.tar"),
        ...kernelFiles(machine.imageFile),
        lan: lanSocket(sockets, machine.index),
        monitor: monitorSocket(sockets, machine.index),
        services: Object.fromEntries(services),
      }),
      env: { PATH: process.env.PATH ?? "" },
      console: join(folder, "console.log"),
    };
  }

  private diskOf(machine: MachineRecord): string {
    return join(machineFolder(this.lab, machine.name), "disk.qcow2");
  }
}

function noDisks(): SwarmError {
  return new SwarmError({
    code: "LAB_NO_DISKS",
    summary: "QEMU's machines take no disks while they run",
    fix: `make the lab anew with user-mode Linux (${BACKEND_VARIABLE}=uml)`,
  });
}

/** The disk holds what the machine changes in its image. */
async function makeDisk({ name, imageFile }: MachineRecord, disk: string): Promise<void> {
  if (existsSync(disk)) return;
  const draft = `${disk}.new`;
  await run("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", imageFile, draft], {
    what: `make the disk of ${name}`,
  });
  await rename(draft, disk);
}

/** Hands on the connections that the relays bring. */
async function offer(path: string, port: number, events: GateEvents): Promise<net.Server> {
  await rm(path, { force: true });
  const server = net.createServer({ pauseOnConnect: true }, (socket) => events.onService(port, socket));
  return new Promise((resolve, reject) => server.once("error", reject).listen(path, () => resolve(server)));
}
