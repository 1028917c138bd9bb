import type { Manager } from "../schema";
import { isReached } from "./address";
import type { View } from "./managers";

/** True where every listed manager takes part. */
export function isWhole({ nodes }: View, managers: readonly Manager[]): boolean {
  return managers.every((manager) => isReached(nodes, manager));
}

/**
 * After a recovery, old managers that come back together elect a leader among themselves, under
 * the same swarm ID: the swarm is the one that was recovered last.
 */
export function newest(views: readonly View[], first: View): View {
  return views.reduce((best, view) => (view.recoveries > best.recoveries ? view : best), first);
}
