import type { Gate, GateEvents } from "../gate/client";
import type { KernelSource } from "../image/kernel";
import type { AttachedDisk, MachineRecord } from "../store";
import type { BackendKind } from "./kind";

/** What runs machines. */
export interface Backend {
  readonly kind: BackendKind;
  /** As people know it: "user-mode Linux". */
  readonly label: string;
  /** How long a machine may take until its SSH server answers. */
  readonly bootMs: number;
  /** Whether its machines run in a network namespace. */
  readonly livesInNamespace: boolean;
  /** Debian packages that it needs beyond the lab's own, each with what for. */
  readonly packages: Record<string, string>;
  /** Whether what it runs machines with is there. */
  isInstalled(): Promise<boolean>;
  /** Where its machines' kernel comes from. */
  kernel(): Promise<KernelSource>;
  /** Makes what it needs beside the image. */
  prepare(): Promise<void>;
  /** Boots something, and says why that fails; undefined when it works. */
  probe(status: (text: string) => void): Promise<string | undefined>;
  /** Opens the network of a lab. */
  open(lab: string, events: GateEvents): Promise<MachineHost>;
  /** The word that stands in the command lines of a machine's processes; without a name the begin of all of a lab's. */
  processWord(lab: string, name: string): string;
}

/** Runs the machines of one lab. */
export interface MachineHost {
  readonly gate: Gate;
  start(machine: MachineRecord): Promise<void>;
  /** Leads to a port of a machine from a port of loopback. */
  forward(machine: MachineRecord, local: number, port: number, isUp: boolean): Promise<void>;
  /** Gives a running machine one of the disks in its record. */
  attach(machine: MachineRecord, disk: AttachedDisk): Promise<void>;
  /** Takes it away again. */
  detach(machine: MachineRecord, disk: AttachedDisk): Promise<void>;
  /** Forgets a machine that was killed. */
  remove(machine: MachineRecord): Promise<void>;
  /** Ends every machine. */
  close(): Promise<void>;
}
