import type { Host } from "../../docker/host";
import type { EngineInfo, SwarmNode } from "../../docker/shapes";
import type { Manager } from "./schema";

/** A usable manager and what it saw when it was asked. */
export interface ManagerView {
  manager: Manager;
  host: Host;
  info: EngineInfo;
  swarmId: string;
  nodes: SwarmNode[];
  /** How often the swarm was recovered from a lost quorum. */
  recoveries: number;
}

/** Label of a swarm that counts its recoveries. */
export const recoveryLabel = "pulumi-swarm.recoveries";

/** Why a manager cannot be used. */
export type Refusal = "no-swarm" | "no-quorum" | "pending" | "locked" | "unreachable" | "worker" | "unfit";

/** What one manager answers. */
export type Answer =
  | { manager: Manager; view: ManagerView }
  | { manager: Manager; refusal: Refusal; reason: string; host?: Host; info?: EngineInfo };

export function viewsOf(answers: readonly Answer[]): ManagerView[] {
  return answers.flatMap((answer) => ("view" in answer ? [answer.view] : []));
}
