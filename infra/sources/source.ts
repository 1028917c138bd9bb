import type { OpenPort } from "../published";
import type { Scope } from "../scope";
import type { ConfigContext } from "../settings/context";
import type { Diagnostics } from "../settings/problems/diagnostics";
import type { SourceSchema } from "../settings/schema/source-schema";
import type { EncryptionWish } from "../settings/workloads/encryption";
import type { UsedNetwork } from "../settings/workloads/networks";
import type { StackConfig } from "../settings/workloads/stacks";
import type { Role } from "../topology";
import type { MachineSet } from "./machine";
import type { NfsPlace, NfsPlan } from "./nfs-plan";
import type { OperatingSystem } from "./operating-system";

/** Where machines come from: a folder beside this file and a line in `index.ts`. */
export interface MachineSource extends SourceSchema {
  /** The component that makes a whole cluster on such machines. */
  readonly component: SourceComponent;
  /** What a configuration leaves to the source. */
  readonly defaults: { readonly engineSource: "docker" | "distribution"; readonly timeSync: boolean };
  /** The machines that the settings ask for; `undefined` where a problem leaves too little to go on. */
  plan(context: ConfigContext): MachinePlan | undefined;
}

/** What a component is called, and what it is. */
export interface SourceComponent {
  readonly name: string;
  readonly description: string;
}

/** Machines as planned, before the stacks' files are read. */
export interface MachinePlan {
  /** The key of the configuration that lists the machines. */
  readonly key: "pools" | "hosts";
  /** Machines by role. */
  readonly groups: readonly { readonly role: Role; readonly count: number }[];
  /** Networks that the machines use. */
  readonly networks: readonly UsedNetwork[];
  /** The system that all machines have, where that is known beforehand. */
  readonly system?: PlannedSystem;
  /** How `nfs` is served; `undefined` for a source with shared storage of its own. */
  readonly nfs?: NfsPlan;
  /** Checks the machines against what runs on them. */
  resolve(traffic: Traffic, diagnostics: Diagnostics): SourceMachines;
}

/** The system that machines are to have. */
export interface PlannedSystem extends OperatingSystem {
  /** The key of the configuration that chooses it. */
  key: string;
  /** Docker is in the image. */
  hasDocker: boolean;
}

/** What the stacks want of the machines' network. */
export interface Traffic {
  stacks: readonly StackConfig[];
  /** What asks for encrypted overlay networks. */
  encryption: readonly EncryptionWish[];
}

/** Machines as the configuration wants them: checked, with every default filled in. */
export interface SourceMachines {
  readonly source: string;
  /** Declares the machines' resources. */
  declare(needs: MachineNeeds): MachineSet;
  /** What only the source knows of its machines, for a preview: whether they can be had, and what they cost. */
  preview?(scope?: Scope): Promise<void>;
}

/** What a cluster needs of its machines. */
export interface MachineNeeds {
  /** Ports that stacks publish. */
  ports: readonly OpenPort[];
  /** Where the key `nfs` is served. */
  nfs?: NfsPlace;
  /** Where the machines are declared. Default: in the stack itself. */
  scope?: Scope;
}
