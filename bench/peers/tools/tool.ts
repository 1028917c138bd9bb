import type { Machine, Variant } from "../machines/machine";

/** What a tool is given: machines, and a folder with all that is needed to enter them. */
export interface Work {
  machines: readonly Machine[];
  variant: Variant;
  engine: { source: "docker" | "distribution" };
  /** For this one run, gone afterwards: `ssh_config`, `known_hosts`, `machines` and `stack.yaml` are there. */
  folder: string;
  signal: AbortSignal;
}

/** A run of a tool on fresh machines. */
export interface Run {
  /** From machines that answer to a stack that runs. */
  create(): Promise<void>;
  /** The same again, where nothing is to be done. */
  again(): Promise<void>;
  /** Milliseconds of the creation's parts, where the tool tells them. */
  phases?(): Promise<[string, number][]>;
  /** Takes away what it made on machines that stay, where the tool can. */
  undo?(): Promise<void>;
  /** Ends what it started, after success and failure alike. */
  close(): Promise<void>;
}

/** A way to get from machines to a swarm. */
export interface Tool {
  title: string;
  /** Why it cannot take part on this computer. */
  missing(): Promise<string | undefined>;
  /** Gets the tool itself, and what it wants on the machines, outside of the clock. */
  begin(work: Work): Promise<Run>;
}
