import type { HandlerContext } from "../../provider/handler-context";
import type { Manager } from "./schema";

/** How managers are asked: any of them will do. */
export interface ManagerAccess {
  context: HandlerContext;
  managers: readonly Manager[];
  /** Where given, a manager of another swarm does not count. */
  swarmId?: string;
}

/** How the managers of a swarm are asked that is known to exist. */
export interface SwarmAccess extends ManagerAccess {
  swarmId: string;
}

/** Managers as they are: for whatever only reads. A write begins with `writeAccess`. */
export function accessTo(
  context: HandlerContext,
  { managers, swarmId }: Pick<SwarmAccess, "managers" | "swarmId">,
): SwarmAccess {
  return { context, managers, swarmId };
}
