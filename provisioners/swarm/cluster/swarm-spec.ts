import { isDeepStrictEqual } from "node:util";
import { api } from "../../docker/api";
import type { SwarmSpec, SwarmState } from "../../docker/shapes";
import { type ManagerAccess, type SwarmAccess, withManager } from "../access/managers";

/** What one update replaces at once, beside the specification. */
export interface Rotations {
  rotateManagerToken?: boolean;
  rotateWorkerToken?: boolean;
  rotateManagerUnlockKey?: boolean;
}

/** The swarm as a manager shows it, tokens included. */
export function inspectSwarm(access: ManagerAccess): Promise<SwarmState> {
  return withManager(access, "the swarm's state from a manager", ({ host }) =>
    api(host, "inspect the swarm", (docker) => docker.swarmInspect()),
  );
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
    const state: SwarmState = await api(host, "inspect the swarm", (docker) => docker.swarmInspect());
    const spec = change(state.Spec, state);
    if (Object.keys(rotations).length === 0 && isDeepStrictEqual(spec, state.Spec)) return;
    await api(host, `update the swarm: ${what}`, (docker) =>
      docker.swarmUpdate({ _query: { version: state.Version.Index, ...rotations }, _body: spec }),
    );
  });
}
