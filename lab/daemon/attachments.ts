import type { MachineHost } from "../backends/backend";
import type { InboundRule } from "../network/firewall";
import { freeSlot } from "../records";
import { type Disk, saveMachine } from "../store";
import type { LabMachine } from "./machine";

/** What a cloud does to machines while they run, and keeps when they start again: firewalls and disks. */
export class Attachments {
  constructor(
    private readonly lab: string,
    private readonly host: () => MachineHost,
  ) {}

  async setFirewall(machine: LabMachine, rules: InboundRule[] | undefined): Promise<void> {
    machine.record.firewall = rules;
    await saveMachine(this.lab, machine.record);
    await this.enforce(machine);
  }

  async enforce({ record: { name, firewall }, publicPorts }: LabMachine): Promise<void> {
    await this.host().gate.ask({ do: "firewall", name, rules: firewall });
    await publicPorts?.set(firewall ?? []);
  }

  async attach({ record, up }: LabMachine, disk: Disk): Promise<void> {
    if (record.disks.some(({ file }) => file === disk.file)) return;
    const attached = { ...disk, slot: freeSlot(record) };
    if (up) await this.host().attach(record, attached);
    record.disks.push(attached);
    await saveMachine(this.lab, record);
  }

  async detach({ record, up }: LabMachine, file: string): Promise<void> {
    const attached = record.disks.find((disk) => disk.file === file);
    if (!attached) return;
    if (up) await this.host().detach(record, attached);
    record.disks = record.disks.filter((disk) => disk !== attached);
    await saveMachine(this.lab, record);
  }
}
