import { join } from "node:path";
import { backends } from "../backends";
import type { Backend, MachineHost } from "../backends/backend";
import { chooseBackend } from "../backends/choose";
import type { Request } from "../gate/messages";
import type { InboundRule } from "../network/firewall";
import { machineFolder } from "../paths";
import type { MachineRequest, MachineView } from "../protocol";
import { refuseForeign, refuseUnknown } from "../records";
import { Services } from "../services/services";
import { type Disk, loadMachines, type MachineRecord, removeMachine, saveMachine } from "../store";
import { type Fitted, Fittings } from "./attachments";
import { Forwards } from "./forwards";
import { newMachine } from "./new-machine";
import { waitForSsh } from "./ssh-banner";

/** A machine that dies this soon after its start, this often, is left off. */
const EARLY_DEATH_MS = 20_000;
const MOST_EARLY_DEATHS = 3;

type Status = (text: string) => void;

interface Running extends Fitted {
  startedAt: number;
  earlyDeaths: number;
}

/** One lab: its machines, their network and the services of the host for them. */
export class Lab {
  private readonly machines = new Map<string, Running>();
  private readonly services: Services;
  private readonly fittings: Fittings;
  private readonly forwards: Forwards;
  private host!: MachineHost;
  /** Changes of the set of machines, one after the other: they allot numbers and ports. */
  private changes: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly name: string,
    private readonly backend: Backend,
  ) {
    this.services = new Services(name);
    this.fittings = new Fittings(name, () => this.host);
    this.forwards = new Forwards(
      name,
      () => this.host,
      () => this.records(),
    );
  }

  /** Opens a lab and starts the machines that it has. */
  static async open(name: string, onGone: () => void): Promise<Lab> {
    const records = await loadMachines(name);
    // A machine's disk fits one kernel, and all machines of a lab share a network: a lab stays with what it began with.
    const kind = records[0]?.backend ?? (await chooseBackend()).kind;
    const lab = new Lab(name, backends[kind]);
    lab.host = await lab.backend.open(name, {
      onExit: (machine) => lab.died(machine),
      onService: (port, socket) => void lab.services.serve(port, socket),
      onGone,
    });
    for (const record of records) {
      const running = await lab.adopt(record);
      if (record.wanted) await lab.boot(running);
    }
    return lab;
  }

  get isEmpty(): boolean {
    return this.machines.size === 0;
  }

  list(): MachineView[] {
    return [...this.machines.values()].map(({ record, up }) => ({ ...record, up }));
  }

  /** A machine as asked for: made, started or found running; ends when its SSH server answers. */
  async ensure(request: MachineRequest, status: Status): Promise<MachineView> {
    const running = await this.exclusively(async () => {
      const present = this.machines.get(request.name);
      return present ? this.adjust(present, request) : this.make(request, status);
    });
    await this.waitUntilUp(running, status);
    return { ...running.record, up: running.up };
  }

  async start(name: string, status: Status): Promise<void> {
    const machine = this.find(name);
    machine.record.wanted = true;
    await saveMachine(this.name, machine.record);
    await this.waitUntilUp(machine, status);
  }

  /** Ends a machine as a power cut does; it stays off until it is started. */
  async kill(name: string): Promise<void> {
    const machine = this.find(name);
    machine.record.wanted = false;
    await saveMachine(this.name, machine.record);
    await this.signal(name, "SIGKILL");
  }

  /** Notes that a machine is going to power itself off, so that it is not started again. */
  async expectPowerOff(name: string): Promise<void> {
    const machine = this.find(name);
    machine.record.wanted = false;
    await saveMachine(this.name, machine.record);
  }

  async signal(name: string, signal: NodeJS.Signals): Promise<void> {
    this.find(name);
    await this.host.gate.ask({ do: "signal", name, signal });
  }

  /** Removes a machine with its disk. A machine that is not there is no error. */
  async remove(name: string): Promise<void> {
    await this.exclusively(async () => {
      const machine = this.machines.get(name);
      if (!machine) return;
      await this.kill(name);
      machine.publicPorts?.close();
      await this.host.remove(machine.record);
      await removeMachine(this.name, name);
      this.machines.delete(name);
    });
  }

  /** Leads to a port of a machine from loopback, on the same port each time. */
  forward(name: string, port: number): Promise<number> {
    return this.exclusively(() => this.forwards.add(this.find(name), port));
  }

  /** Says what may come in at a machine, for good: it holds when the lab or the machine starts again. */
  setFirewall(name: string, rules: InboundRule[] | undefined): Promise<void> {
    return this.exclusively(() => this.fittings.setFirewall(this.find(name), rules));
  }

  /** Gives a machine a disk, for good. One that it has already is no error. */
  attach(name: string, disk: Disk): Promise<void> {
    return this.exclusively(() => this.fittings.attach(this.find(name), disk));
  }

  /** Takes a disk away, which must not be in use. One that is not there is no error. */
  detach(name: string, file: string): Promise<void> {
    return this.exclusively(() => this.fittings.detach(this.find(name), file));
  }

  /** Asks the network for something: cut, delay, firewall, statistics. */
  network(request: Request): Promise<unknown> {
    return this.host.gate.ask(request);
  }

  async close(): Promise<void> {
    for (const { publicPorts } of this.machines.values()) publicPorts?.close();
    await this.host.close();
    await this.services.close();
  }

  private async make(request: MachineRequest, status: Status): Promise<Running> {
    const record = await newMachine(this.name, this.backend, this.records(), request, status);
    const running = await this.adopt(record);
    for (const port of request.ports) await this.forwards.add(running, port);
    return running;
  }

  private async adjust(machine: Running, request: MachineRequest): Promise<Running> {
    const { record } = machine;
    refuseForeign(this.name, record, request);
    const resized = record.memory !== request.memory;
    Object.assign(record, { memory: request.memory, cpus: request.cpus, wanted: true });
    await saveMachine(this.name, record);
    for (const port of request.ports) await this.forwards.add(machine, port);
    if (resized) await this.signal(record.name, "SIGKILL");
    return machine;
  }

  private async adopt(record: MachineRecord): Promise<Running> {
    const running: Running = { record, startedAt: 0, earlyDeaths: 0, up: false };
    this.machines.set(record.name, running);
    await this.forwards.open(running);
    return running;
  }

  private async boot(machine: Running): Promise<void> {
    if (machine.up) return;
    const { record } = machine;
    machine.up = true;
    machine.startedAt = Date.now();
    await this.host.start(record);
    if (record.firewall) await this.fittings.enforce(machine);
  }

  private async waitUntilUp(machine: Running, status: Status): Promise<void> {
    const { record } = machine;
    machine.earlyDeaths = 0;
    await this.boot(machine);
    await waitForSsh({
      name: record.name,
      port: record.sshPort,
      deadlineMs: this.backend.bootMs,
      console: join(machineFolder(this.name, record.name), "console.log"),
      status,
      hasFailed: () => machine.earlyDeaths >= MOST_EARLY_DEATHS,
    });
  }

  private died(name: string): void {
    const machine = this.machines.get(name);
    if (!machine) return;
    machine.up = false;
    if (!machine.record.wanted) return;
    machine.earlyDeaths = Date.now() - machine.startedAt < EARLY_DEATH_MS ? machine.earlyDeaths + 1 : 0;
    if (machine.earlyDeaths >= MOST_EARLY_DEATHS) return;
    this.boot(machine).catch((error: unknown) => {
      machine.up = false;
      console.error(`cannot start ${name} again:`, error);
    });
  }

  private find(name: string): Running {
    return this.machines.get(name) ?? refuseUnknown(this.name, name, [...this.machines.keys()]);
  }

  private records(): MachineRecord[] {
    return [...this.machines.values()].map(({ record }) => record);
  }

  private exclusively<T>(change: () => Promise<T>): Promise<T> {
    const done = this.changes.then(change, change);
    // The next change does not depend on this one's success; whoever asked for it gets its error.
    this.changes = done.catch(() => undefined);
    return done;
  }
}
