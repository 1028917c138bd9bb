import { isDeepStrictEqual } from "node:util";
import { type Rotations, swarmInspect, swarmUpdate } from "../../docker/client/swarm";
import type { SwarmSpec, SwarmState } from "../../docker/shapes";
import { withManager } from "./managers";
import type { ManagerAccess, SwarmAccess } from "./swarm-access";

/** The swarm as a manager shows it, tokens included. */
export function inspectSwarm(access: ManagerAccess): Promise<SwarmState> {
  return withManager(access, "the swarm's state from a manager", ({ host }) => swarmInspect(host));
}

/**
 * Reads the swarm's specification, changes it and writes it back with the version read; another writer in between
 * makes it start over. Nothing is written when nothing differs.
 */
export function updateSwarm(
  access: SwarmAccess,
  what: string,
  change: (spec: SwarmSpec, state: SwarmState) => SwarmSpec,
  rotations: Rotations = {},
): Promise<void> {
  return withManager(access, what, async ({ host }) => {
    const state = await swarmInspect(host);
    const spec = change(state.Spec, state);
    if (Object.keys(rotations).length === 0 && isDeepStrictEqual(spec, state.Spec)) return;
    await swarmUpdate(host, what, state, spec, rotations);
  });
}
