import { isReached } from "./address";
import type { ManagerView } from "./manager-view";
import type { Manager } from "./schema";

/** True where every listed manager takes part. */
export function isWhole({ nodes }: ManagerView, managers: readonly Manager[]): boolean {
  return managers.every((manager) => isReached(nodes, manager));
}

/**
 * After a recovery, old managers that come back together elect a leader among themselves, under
 * the same swarm ID: the swarm is the one that was recovered last.
 */
export function newest(views: readonly ManagerView[], first: ManagerView): ManagerView {
  return views.reduce((best, view) => (view.recoveries > best.recoveries ? view : best), first);
}
