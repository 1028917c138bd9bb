import type { Backend, MachineHost } from "../backends/backend";
import type { Request } from "../gate/messages";
import { ensureImage } from "../image";
import type { InboundRule } from "../network/firewall";
import type { MachineRequest, MachineView } from "../protocol";
import { refuseForeign, refuseUnknown } from "../records";
import { Services } from "../services/services";
import { type Disk, loadMachines, type MachineRecord, removeMachine, removeUnrecorded, saveMachine } from "../store";
import { Attachments } from "./attachments";
import { consoleFile } from "./console";
import { Forwards } from "./forwards";
import { LabMachine, switchedOff } from "./machine";
import { missingPart, neverStarted, newMachine, refuseIncomplete } from "./new-machine";
import { waitForSsh } from "./ssh-banner";

type Status = (text: string) => void;

/** One lab: its machines, their network and the services of the host for them. */
export class Lab {
  private readonly machines = new Map<string, LabMachine>();
  private readonly services: Services;
  private readonly attachments: Attachments;
  private readonly forwards: Forwards;
  private host!: MachineHost;
  /** Changes of the lab and starts of its machines, one after the other: they allot numbers and ports. */
  private changes: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly name: string,
    private readonly backend: Backend,
    private readonly makeImage: typeof ensureImage,
  ) {
    this.services = new Services(name);
    this.attachments = new Attachments(name, () => this.host);
    this.forwards = new Forwards(
      name,
      () => this.host,
      () => this.records(),
    );
  }

  /** Opens a lab and starts the machines that it has. One that cannot start keeps its reason, and no other from starting. */
  static async open(name: string, backend: Backend, onGone: () => void, makeImage = ensureImage): Promise<Lab> {
    const lab = new Lab(name, backend, makeImage);
    await removeUnrecorded(name);
    lab.host = await backend.open(name, {
      // The answer to the start of a program comes before the news of its end; so must what follows from it.
      onExit: (machine) => setImmediate(() => lab.machines.get(machine)?.exited()),
      onService: (port, socket) => void lab.services.serve(port, socket),
      onGone,
    });
    const machines = (await loadMachines(name)).map((record) => lab.adopt(record));
    await Promise.all(machines.filter(({ record }) => record.wanted).map((machine) => machine.boot()));
    return lab;
  }

  get isEmpty(): boolean {
    return this.machines.size === 0;
  }

  list(): MachineView[] {
    return [...this.machines.values()].map(({ view }) => view);
  }

  /** A machine as asked for: made, started or found running; ends when its SSH server answers. */
  async ensure(request: MachineRequest, status: Status): Promise<MachineView> {
    let machine = await this.exclusively(() => this.adjust(request));
    if (!machine) {
      // An image takes minutes, in which other machines go on.
      await this.backend.prepare();
      const imageFile = await this.makeImage(request.image, await this.backend.kernel(), status);
      machine = await this.exclusively(async () => (await this.adjust(request)) ?? this.make(request, imageFile));
    }
    await this.waitUntilUp(machine, status);
    return machine.view;
  }

  async start(name: string, status: Status): Promise<void> {
    const machine = await this.exclusively(() => this.setWanted(name, true));
    await this.waitUntilUp(machine, status);
  }

  /** Ends a machine as a power cut does; it stays off until it is started. */
  kill(name: string): Promise<void> {
    return this.exclusively(() => this.cutPower(name));
  }

  /** Notes that a machine is going to power itself off, so that it is not started again. */
  async expectPowerOff(name: string): Promise<void> {
    await this.exclusively(() => this.setWanted(name, false));
  }

  async signal(name: string, signal: NodeJS.Signals): Promise<void> {
    this.find(name);
    await this.host.gate.ask({ do: "signal", name, signal });
  }

  /** Removes a machine with its disk. A machine that is not there is no error. */
  remove(name: string): Promise<void> {
    return this.exclusively(async () => {
      if (!this.machines.has(name)) return;
      await this.cutPower(name);
      await this.discard(this.find(name));
    });
  }

  /** Leads to a port of a machine from loopback, on the same port each time. */
  forward(name: string, port: number): Promise<number> {
    return this.exclusively(() => this.forwards.add(this.find(name), port));
  }

  /** Says what may come in at a machine, for good: it holds when the lab or the machine starts again. */
  setFirewall(name: string, rules: InboundRule[] | undefined): Promise<void> {
    return this.exclusively(() => this.attachments.setFirewall(this.find(name), rules));
  }

  /** Gives a machine a disk, for good. One that it has already is no error. */
  attach(name: string, disk: Disk): Promise<void> {
    return this.exclusively(() => this.attachments.attach(this.find(name), disk));
  }

  /** Takes a disk away, which must not be in use. One that is not there is no error. */
  detach(name: string, file: string): Promise<void> {
    return this.exclusively(() => this.attachments.detach(this.find(name), file));
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

  /** The machine, if there is one, as the request wants it. What a killed creation left of one that never ran goes. */
  private async adjust(request: MachineRequest): Promise<LabMachine | undefined> {
    const machine = this.machines.get(request.name);
    if (!machine) return undefined;
    const { record } = machine;
    refuseForeign(this.name, record, request);
    if (missingPart(this.name, record) && neverStarted(this.name, record.name)) {
      await this.discard(machine);
      return undefined;
    }
    const resized = record.memory !== request.memory;
    Object.assign(record, { memory: request.memory, cpus: request.cpus, wanted: true });
    await saveMachine(this.name, record);
    for (const port of request.ports) await this.forwards.add(machine, port);
    if (resized) await this.signal(record.name, "SIGKILL");
    return machine;
  }

  private async make(request: MachineRequest, imageFile: string): Promise<LabMachine> {
    const record = await newMachine(this.name, this.backend.kind, this.records(), request, imageFile);
    const machine = this.adopt(record);
    for (const port of request.ports) await this.forwards.add(machine, port);
    return machine;
  }

  private adopt(record: MachineRecord): LabMachine {
    const machine = new LabMachine(record, consoleFile(this.name, record.name), (starting, onStarted) =>
      this.exclusively(() => this.launch(starting, onStarted)),
    );
    this.machines.set(record.name, machine);
    return machine;
  }

  private async launch(machine: LabMachine, onStarted: () => void): Promise<void> {
    const { record } = machine;
    // Switched off or removed while its turn came.
    if (!record.wanted || this.machines.get(record.name) !== machine) throw switchedOff(record.name);
    refuseIncomplete(this.name, record);
    await this.forwards.open(machine);
    await this.host.start(record);
    onStarted();
    if (!record.firewall) return;
    try {
      await this.attachments.enforce(machine);
    } catch (error) {
      // Open to everybody is not what it was asked for.
      await this.signal(record.name, "SIGKILL");
      throw error;
    }
  }

  private waitUntilUp(machine: LabMachine, status: Status): Promise<void> {
    const { name, sshPort } = machine.record;
    return machine.whileUp((signal) =>
      waitForSsh({
        name,
        port: sshPort,
        deadlineMs: this.backend.bootMs,
        console: consoleFile(this.name, name),
        status,
        signal,
      }),
    );
  }

  private async setWanted(name: string, wanted: boolean): Promise<LabMachine> {
    const machine = this.find(name);
    machine.record.wanted = wanted;
    await saveMachine(this.name, machine.record);
    return machine;
  }

  private async cutPower(name: string): Promise<void> {
    await this.setWanted(name, false);
    await this.signal(name, "SIGKILL");
  }

  /** Removes a machine that does not run. */
  private async discard({ record, publicPorts }: LabMachine): Promise<void> {
    publicPorts?.close();
    await this.host.remove(record);
    this.forwards.forget(record.name);
    await removeMachine(this.name, record.name);
    this.machines.delete(record.name);
  }

  private find(name: string): LabMachine {
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
