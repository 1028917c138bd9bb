/*
 * What the page gets, as JSON has it. The page's script takes its types from here, so this file imports nothing.
 */

/** Bytes. */
export interface AmountView {
  used: number;
  total: number;
}

export interface NodeView {
  name: string;
  role: string;
  leader: boolean;
  availability: string;
  state: string;
  zone?: string;
  address?: string;
  engine?: string;
  disk?: AmountView;
  memory?: AmountView;
  /** Why its machine does not answer. */
  unreachable?: string;
}

export interface ServiceView {
  name: string;
  mode: string;
  image: string;
  running: number;
  desired: number;
  ports: string[];
  /** Why tasks do not run. */
  reason?: string;
}

export interface TaskView {
  id: string;
  /** `shop_web.2` */
  name: string;
  service: string;
  /** Name of its node; empty for one that has none yet. */
  node: string;
  state: string;
  desired: string;
  error?: string;
}

export interface FindingView {
  severity: "attention" | "note";
  where: string;
  what: string;
  why: string;
  fix: string;
}

export interface HappeningView {
  /** ISO. */
  at: string;
  where: string;
  what: string;
}

/** The swarm at one moment. */
export interface Snapshot {
  /** ISO. */
  at: string;
  swarm: { name: string; id: string };
  quorum: { held: boolean; text: string };
  nodes: NodeView[];
  services: ServiceView[];
  tasks: TaskView[];
  findings: FindingView[];
  /** When services and tasks were seen, where no manager tells them now; ISO. */
  seenBefore?: string;
}

/** What the stream `events` sends, by the name of its events. */
export interface Messages {
  snapshot: Snapshot;
  /** The newest first. */
  happenings: HappeningView[];
  /** Why there is no newer snapshot; empty when there is. */
  problem: string;
}

/** What the stream `log` sends. */
export interface LogMessages {
  line: { time: string; text: string };
  problem: string;
  /** The task writes no more. */
  end: null;
}
