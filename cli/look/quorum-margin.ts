import { majority, type Quorum } from "../../provisioners/docker/quorum";

/** How far a swarm is from the loss of its quorum. */
export interface QuorumMargin extends Pick<Quorum, "managers" | "reachable" | "held"> {
  /** Managers that have to be reachable. */
  needed: number;
  /** Further managers that may fail at once. */
  mayFail: number;
  /** The same in a sentence. */
  text: string;
}

/** The margin of a quorum, in numbers and words. */
export function marginOf({ managers, reachable, held }: Quorum): QuorumMargin {
  const needed = majority(managers);
  const mayFail = held ? reachable - needed : 0;
  return { managers, reachable, held, needed, mayFail, text: textOf({ managers, reachable, held, needed, mayFail }) };
}

function textOf({ managers, reachable, held, needed, mayFail }: Omit<QuorumMargin, "text">): string {
  const seen = `${reachable} of ${managers} managers reachable, ${needed} needed`;
  if (!held) return `lost: ${seen}; services go on running, and nothing can be changed`;
  if (mayFail > 0) return `held: ${seen}; ${mayFail} more may fail at once`;
  return managers === 1 ? "held by the only manager: none may fail" : `held: ${seen}; no other may fail`;
}
