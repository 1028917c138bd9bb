import { isReachable } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { swarmPort } from "../../host/ports";

/** Docker listens on every address. */
export const anyAddress = "0.0.0.0";

/** Where managers talk to one another: `10.0.0.1` → `10.0.0.1:2377`. */
export function raftAddress(address: string): string {
  return `${address}:${swarmPort}`;
}

/** True for the record of a manager at this address. */
export function isAt({ ManagerStatus }: SwarmNode, { address }: { address: string }): boolean {
  return ManagerStatus?.Addr === raftAddress(address);
}

/** True where the manager at this address takes part in the raft. */
export function isReached(nodes: readonly SwarmNode[], at: { address: string }): boolean {
  return nodes.some((node) => isReachable(node) && isAt(node, at));
}
