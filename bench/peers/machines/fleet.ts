import type { Status } from "../../../tools/terminal/progress";
import type { Machine, Variant } from "./machine";

/** Where a comparison has its machines from. */
export interface Fleet {
  /** Whether the machines outlive a run, so that it has to be undone. */
  readonly kept: boolean;
  /** What can be measured on them. */
  readonly variants: readonly Variant[];
  /** Settings of Docker that our own tool needs to do the same as the others. */
  readonly engine: { source: "docker" | "distribution" };
  /** Machines as they are before anything was done; what enters them goes into the folder. */
  take(variant: Variant, folder: string, status: Status, signal: AbortSignal): Promise<readonly Machine[]>;
  /** Takes away what a tool made, and the machines where they are ours. */
  giveBack(): Promise<void>;
}
