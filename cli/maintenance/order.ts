import type { SwarmNode } from "../../provisioners/docker/shapes";
import { availabilityLabel } from "../../provisioners/swarm/node/availability";
import type { DeclaredNode } from "../stack/declared-swarm";

/** A node as maintenance sees it. */
export interface Candidate {
  declared: DeclaredNode;
  /** Undefined where the swarm has no such node. */
  node?: SwarmNode;
}

/** True for a node that an unfinished run, of this command or of `pulumi up`, has left out of service. */
export const isLeftOut = ({ node }: Pick<Candidate, "node">) => node?.Spec.Labels?.[availabilityLabel] !== undefined;

export function candidatesOf(declared: readonly DeclaredNode[], nodes: readonly SwarmNode[]): Candidate[] {
  return declared.map((each) => ({ declared: each, node: nodes.find(({ ID }) => ID === each.nodeId) }));
}

/**
 * Pure: the order in which nodes go out of service. One that is out already comes first; then workers, where a failure
 * costs no quorum; then managers, and the leader last, so that it changes once.
 */
export function inOrder<T extends Candidate>(candidates: readonly T[]): T[] {
  const byName = (a: T, b: T) => a.declared.name.localeCompare(b.declared.name, "en", { numeric: true });
  return [...candidates].sort((a, b) => rank(a) - rank(b) || byName(a, b));
}

function rank(candidate: Candidate): number {
  if (isLeftOut(candidate)) return 0;
  const status = candidate.node?.ManagerStatus;
  if (!status) return 1;
  return status.Leader ? 3 : 2;
}
