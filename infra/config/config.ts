import type { Preparation } from "../cluster/preparation";
import type { PluginSettings, PreflightSettings, RegistrySettings, Settings, SwarmSettings } from "../settings/types";
import type { StackConfig } from "../settings/workloads/stacks";
import type { SourceMachines } from "../sources/source";
import type { EngineConfig } from "./resolve/engine";
import type { NfsConfig } from "./resolve/nfs";
import type { ObjectsConfig } from "./resolve/objects";

/** The configuration, checked, with defaults filled in and files read. */
export interface Config extends ObjectsConfig {
  /** Where machines come from, and what that source needs. */
  machines: SourceMachines;
  /** Docker on every machine. */
  engine: EngineConfig;
  /** What is asked of all machines before any of them is changed. */
  preflight: PreflightSettings;
  /** What this run may do to managers and data. */
  allow: Settings["allow"];
  /** What is done to every machine before Docker comes. */
  preparation: Preparation;
  /** When every machine removes what Docker no longer uses. */
  prune: Settings["prune"];
  /** The swarm as a whole. */
  swarm: SwarmSettings & Pick<Settings, "addressPools" | "subnetSize">;
  /** Shared storage for the stacks; that of a cloud is a part of its place. */
  nfs?: NfsConfig;
  /** Plugins of Docker on every machine. */
  plugins: PluginSettings[];
  /** Stacks to deploy. */
  stacks: StackConfig[];
  /** Archives of images that every node gets. */
  preload: string[];
  /** Logins with which all nodes pull the stacks' images. */
  registries: RegistrySettings[];
  /** What is allowed and yet worth a thought. */
  warnings: readonly string[];
}
