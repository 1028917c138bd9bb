import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import type { SwarmState } from "../../docker/shapes";
import { defineResource, type ResourceContext } from "../../provider/resource";
import { isReached } from "../access/address";
import { rememberManagers, unlistedManagers } from "../access/manager-registry";
import { type SwarmReach, withManager } from "../access/managers";
import { readUnlockKey, rememberKey } from "../access/unlock";
import { unlockManagers } from "../access/unlock-managers";
import { type Manager, swarmInputs, swarmOutputs } from "../schema";
import { authorityIn, authorityProblems, ensureAuthority, reportRotation } from "./certificate-authority";
import { leaveHost } from "./departure";
import { findSwarm } from "./discovery";
import { fixedProblems, keptSettings } from "./immutable-settings";
import { init } from "./init";
import { recover } from "./recovery";
import { ensureSettings, rotate } from "./rotation";
import { settingsIn } from "./settings";
import { inspectSwarm } from "./swarm-spec";

type Inputs = z.output<typeof swarmInputs>;
type Outputs = z.output<typeof swarmOutputs>;

export const swarm = defineResource({
  name: "Swarm",
  description: "A Docker swarm as a whole. Its first manager is where it starts; later all managers are equal.",
  inputs: swarmInputs,
  outputs: swarmOutputs,

  check({ managers, ca }) {
    const seen = new Map<string, number>();
    const twins = managers.flatMap(({ address }, index) => {
      const first = seen.get(address);
      seen.set(address, first ?? index);
      if (first === undefined) return [];
      const reason = `${address} is the address of managers[${first}] too: every manager has its own`;
      return [{ property: `managers[${index}].address`, reason }];
    });
    return [...twins, ...(ca ? authorityProblems(ca) : [])];
  },

  checkChange: fixedProblems,

  remember({ swarmId, unlockKey, managers, formerManagers = [] }) {
    rememberKey(swarmId, unlockKey);
    rememberManagers(swarmId, [...formerManagers, ...managers]);
  },

  async create(context, inputs) {
    const existing = await findSwarm(context, inputs.managers);
    if (!existing) {
      await init(context, inputs.managers[0] as Inputs["managers"][number], inputs);
    } else {
      context.log(`Adopts the swarm ${existing} that the managers are in already`);
    }
    const state = await inspectSwarm({ context, managers: inputs.managers, swarmId: existing });
    const kept = existing && keptSettings(state, inputs);
    if (kept) context.log(kept, "warning");
    context.exists(state.ID, outputsOf(state));
    return { id: state.ID, outputs: await apply(context, reachOf(context, inputs, state.ID), inputs) };
  },

  async read(context, id, state) {
    const reach = reachOf(context, state, id);
    try {
      await unlockManagers(reach);
      const found = await inspectSwarm(reach);
      await reportRotation(reach);
      const { ca } = state;
      const inputs = {
        ...swarmInputs.parse(state),
        ...settingsIn(found.Spec, state),
        ...(ca && { ca: authorityIn(found, ca) }),
      };
      return { inputs, outputs: await complete(reach, found, state.unlockKey) };
    } catch (error) {
      if (error instanceof SwarmError && error.code === "SWARM_NONE") return undefined;
      throw error;
    }
  },

  async update(context, id, state, inputs) {
    const reach = reachOf(context, inputs, id);
    if (inputs.recover) await recover(reach, inputs.recover, state.caRotations);
    await unlockManagers(reach);
    return apply(context, reach, inputs, state);
  },

  async delete(context, id, state) {
    await Promise.all(state.managers.map((manager) => leaveHost(context, manager, id)));
  },
});

function reachOf(context: SwarmReach["context"], { managers }: Pick<Inputs, "managers">, swarmId: string): SwarmReach {
  return { context, managers, swarmId };
}

/** Brings the swarm to what is declared. What changed under way is kept in the state at once: a key must not be lost. */
async function apply(
  context: ResourceContext<Outputs>,
  reach: SwarmReach,
  inputs: Inputs,
  previous?: Inputs,
): Promise<Outputs> {
  const keep = async () => {
    const outputs = await complete(reach, await inspectSwarm(reach));
    context.exists(reach.swarmId, outputs);
    return outputs;
  };
  await ensureSettings(reach, inputs, previous ?? {});
  await keep();
  if (previous) await rotate(reach, inputs, previous);
  if (inputs.ca || previous?.ca) {
    await keep();
    await ensureAuthority(reach, { wanted: inputs.ca ?? {}, previous: previous && (previous.ca ?? {}) });
  }
  return keep();
}

/** The outputs, with the unlock key where there is one: `lastKey` is that of before. */
async function complete(reach: SwarmReach, state: SwarmState, lastKey?: string): Promise<Outputs> {
  const isLocking = state.Spec.EncryptionConfig?.AutoLockManagers === true;
  const unlockKey = isLocking
    ? await withManager(reach, "the unlock key", ({ host }) => readUnlockKey(host))
    : lastKey && (await keyOfAbsent(reach, lastKey));
  rememberKey(reach.swarmId, unlockKey);
  rememberManagers(reach.swarmId, reach.managers);
  return { ...outputsOf(state), unlockKey, formerManagers: await formerManagers(reach) };
}

/** A manager that was away when autolock ended may come back locked: its key is kept, as Docker gives it out no more. */
async function keyOfAbsent(reach: SwarmReach, key: string): Promise<string | undefined> {
  const nodes = await withManager(reach, "the node list", async (view) => view.nodes);
  return reach.managers.every((manager) => isReached(nodes, manager)) ? undefined : key;
}

/** Managers that are listed no more and lead the swarm still: until the listed ones have joined, only they know it. */
async function formerManagers(reach: SwarmReach): Promise<Manager[] | undefined> {
  const unlisted = unlistedManagers(reach.swarmId, reach.managers);
  if (unlisted.length === 0) return undefined;
  const nodes = await withManager(reach, "the node list", async (view) => view.nodes);
  const still = unlisted.filter((manager) => isReached(nodes, manager));
  return still.length > 0 ? still : undefined;
}

function outputsOf({ ID, JoinTokens, Spec }: SwarmState): Outputs {
  const joinTokens = { manager: JoinTokens.Manager, worker: JoinTokens.Worker };
  return { swarmId: ID, joinTokens, caRotations: Spec.CAConfig?.ForceRotate ?? 0 };
}
