import type net from "node:net";
import { join } from "node:path";
import { machinePort, managementAddress, switchPort } from "../../addresses";
import type { Gate } from "../../gate/client";
import { socketsFolder } from "../../paths";
import type { AttachedDisk, MachineRecord } from "../../store";
import { listen } from "../../system/ports";
import type { MachineHost } from "../backend";
import { labId } from "../id";
import { removeHalfMade } from "./half-made";
import { cableName, changesOf, diskArgument, diskName, umlDisk, umlProgram } from "./program";

/** Machines in a network namespace: the daemon accepts connections for them, and the gate joins these to their ports. */
export class UmlHost implements MachineHost {
  private readonly servers = new Map<string, net.Server[]>();

  constructor(
    private readonly lab: string,
    readonly gate: Gate,
  ) {}

  async start(machine: MachineRecord): Promise<void> {
    const { name, index } = machine;
    await removeHalfMade(umlDisk(this.lab, machine), machine.imageFile);
    for (const disk of machine.disks) await removeHalfMade(changesOf(disk), disk.file);
    await this.gate.ask({
      do: "start",
      name,
      program: await umlProgram(this.lab, machine),
      link: { kind: "l2tp", localPort: switchPort(index), remotePort: machinePort(index) },
      management: { cable: cableName(index), address: managementAddress(index) },
    });
  }

  async forward({ name, index }: MachineRecord, local: number, port: number): Promise<void> {
    const address = managementAddress(index);
    const server = await listen(local, (socket) => this.gate.connect(address, port, socket));
    this.servers.set(name, [...(this.servers.get(name) ?? []), server]);
  }

  attach(machine: MachineRecord, disk: AttachedDisk): Promise<void> {
    return this.command(machine, `config ${diskArgument(disk)}`);
  }

  detach(machine: MachineRecord, disk: AttachedDisk): Promise<void> {
    return this.command(machine, `remove ${diskName(disk)}`);
  }

  async remove({ name }: MachineRecord): Promise<void> {
    this.closeServers(name);
    await this.gate.ask({ do: "remove", name });
  }

  async close(): Promise<void> {
    for (const name of this.servers.keys()) this.closeServers(name);
    await this.gate.close();
  }

  private async command({ name }: MachineRecord, words: string): Promise<void> {
    await this.gate.ask({
      do: "console",
      socket: join(socketsFolder(this.lab), labId(this.lab, name), "mconsole"),
      words,
    });
  }

  private closeServers(name: string): void {
    for (const server of this.servers.get(name) ?? []) server.close();
    this.servers.delete(name);
  }
}
