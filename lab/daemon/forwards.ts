import { SwarmError } from "../../provisioners/core/errors";
import type { MachineHost } from "../backends/backend";
import { takenPorts } from "../records";
import { type MachineRecord, saveMachine } from "../store";
import { freePort } from "../system/ports";
import type { LabMachine } from "./machine";
import { PublicPorts } from "./public-ports";

/** Ports of this computer that lead to ports of machines: on loopback, always the same ones. */
export class Forwards {
  /** Name of a machine → ports on loopback that lead to it already. */
  private readonly opened = new Map<string, Set<number>>();

  constructor(
    private readonly lab: string,
    private readonly host: () => MachineHost,
    private readonly records: () => MachineRecord[],
  ) {}

  /** Opens all that a machine has, SSH among them. Those that are open stay so. */
  async open(machine: LabMachine): Promise<void> {
    const { record } = machine;
    if (record.publicAddress) {
      machine.publicPorts ??= new PublicPorts(record.publicAddress, (port) => this.add(machine, port));
    }
    await this.lead(machine, record.sshPort, 22);
    for (const [port, local] of Object.entries(record.forwards)) await this.lead(machine, local, Number(port));
  }

  /** The port on 127.0.0.1 that leads to one of the machine. */
  async add(machine: LabMachine, port: number): Promise<number> {
    const present = machine.record.forwards[port];
    if (present !== undefined) return present;
    const local = await freePort(takenPorts(this.records()));
    await this.lead(machine, local, port);
    machine.record.forwards[port] = local;
    await saveMachine(this.lab, machine.record);
    return local;
  }

  /** Forgets a machine, whose ports its host has closed. */
  forget(name: string): void {
    this.opened.delete(name);
  }

  private async lead({ record, up }: LabMachine, local: number, port: number): Promise<void> {
    const opened = this.opened.get(record.name) ?? new Set();
    if (opened.has(local)) return;
    try {
      await this.host().forward(record, local, port, up);
    } catch (cause) {
      throw new SwarmError({
        code: "LAB_PORT_BUSY",
        summary: `Port ${local} on 127.0.0.1, which leads to port ${port} of ${record.name}, is taken`,
        host: "this machine",
        cause,
        fix: `end what listens there (\`ss -ltnp 'sport = :${local}'\`), then run the same command again`,
      });
    }
    this.opened.set(record.name, opened.add(local));
  }
}
