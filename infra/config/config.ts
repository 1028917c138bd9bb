import type { Preparation } from "../cluster/preparation";
import type { PluginSettings, Settings } from "../settings/schema/schema";
import type { StackConfig } from "../settings/workloads/stacks";
import type { SourceMachines } from "../sources/source";
import type { EngineConfig } from "./resolve/engine";
import type { NfsConfig } from "./resolve/nfs";
import type { ObjectsConfig } from "./resolve/objects";

/** The configuration, checked, with defaults filled in and files read. */
export interface Config extends ObjectsConfig {
  /** Where machines come from, and what that source needs. */
  machines: SourceMachines;
  engine: EngineConfig;
  /** What is asked of all machines before any of them is changed. */
  preflight: Settings["preflight"];
  /** What this run may do to managers and data. */
  allow: Settings["allow"];
  /** What is done to every machine before Docker comes. */
  preparation: Preparation;
  swarm: Settings["swarm"] & { addressPools: string[]; subnetSize: number };
  /** Shared storage for the stacks; that of a cloud is a part of its place. */
  nfs?: NfsConfig;
  /** Plugins of Docker on every machine. */
  plugins: PluginSettings[];
  stacks: StackConfig[];
  /** Archives of images that every node gets. */
  preload: string[];
  /** Logins with which all nodes pull the stacks' images. */
  registries: Settings["registries"];
  /** What is allowed and yet worth a thought. */
  warnings: readonly string[];
}
