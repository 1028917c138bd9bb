import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import { readUnlockKey } from "../../docker/client/swarm";
import type { SwarmState } from "../../docker/shapes";
import { defineResource, type ResourceContext } from "../../provider/resource";
import { isReached } from "../access/address";
import { rememberManagers, unlistedManagers } from "../access/manager-registry";
import { type SwarmAccess, withManager } from "../access/managers";
import { rememberKey } from "../access/unlock";
import { unlockManagers } from "../access/unlock-managers";
import { type Manager, swarmInputs, swarmOutputs } from "../schema";
import { authorityIn, authorityProblems, ensureAuthority, reportRotation } from "./certificate-authority";
import { leaveHost } from "./departure";
import { findSwarm } from "./discovery";
import { immutableProblems, keptSettings } from "./immutable-settings";
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

  checkChange: immutableProblems,

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
    return { id: state.ID, outputs: await apply(context, accessTo(context, inputs, state.ID), inputs) };
  },

  async read(context, id, state) {
    const access = accessTo(context, state, id);
    try {
      await unlockManagers(access);
      const found = await inspectSwarm(access);
      await reportRotation(access);
      const { ca } = state;
      const inputs = {
        ...swarmInputs.parse(state),
        ...settingsIn(found.Spec, state),
        ...(ca && { ca: authorityIn(found, ca) }),
      };
      return { inputs, outputs: await complete(access, found, state.unlockKey) };
    } catch (error) {
      if (error instanceof SwarmError && error.code === "SWARM_NONE") return undefined;
      throw error;
    }
  },

  async update(context, id, state, inputs) {
    const access = accessTo(context, inputs, id);
    if (inputs.recover) await recover(access, inputs.recover, state.caRotations);
    await unlockManagers(access);
    return apply(context, access, inputs, state);
  },

  async delete(context, id, state) {
    await Promise.all(state.managers.map((manager) => leaveHost(context, manager, id)));
  },
});

function accessTo(
  context: SwarmAccess["context"],
  { managers }: Pick<Inputs, "managers">,
  swarmId: string,
): SwarmAccess {
  return { context, managers, swarmId };
}

/** Brings the swarm to what is declared. What changed under way is kept in the state at once: a key must not be lost. */
async function apply(
  context: ResourceContext<Outputs>,
  access: SwarmAccess,
  inputs: Inputs,
  previous?: Inputs,
): Promise<Outputs> {
  const keep = async () => {
    const outputs = await complete(access, await inspectSwarm(access));
    context.exists(access.swarmId, outputs);
    return outputs;
  };
  await ensureSettings(access, inputs, previous ?? {});
  await keep();
  if (previous) await rotate(access, inputs, previous);
  if (inputs.ca || previous?.ca) {
    await keep();
    await ensureAuthority(access, { wanted: inputs.ca ?? {}, previous: previous && (previous.ca ?? {}) });
  }
  return keep();
}

/** The outputs, with the unlock key where there is one: `lastKey` is that of before. */
async function complete(access: SwarmAccess, state: SwarmState, lastKey?: string): Promise<Outputs> {
  const isLocking = state.Spec.EncryptionConfig?.AutoLockManagers === true;
  const unlockKey = isLocking
    ? await withManager(access, "the unlock key", ({ host }) => readUnlockKey(host))
    : lastKey && (await keyOfAbsent(access, lastKey));
  rememberKey(access.swarmId, unlockKey);
  rememberManagers(access.swarmId, access.managers);
  return { ...outputsOf(state), unlockKey, formerManagers: await formerManagers(access) };
}

/** A manager that was away when autolock ended may come back locked: its key is kept, as Docker gives it out no more. */
async function keyOfAbsent(access: SwarmAccess, key: string): Promise<string | undefined> {
  const nodes = await withManager(access, "the node list", async (view) => view.nodes);
  return access.managers.every((manager) => isReached(nodes, manager)) ? undefined : key;
}

/** Managers that are listed no more and lead the swarm still: until the listed ones have joined, only they know it. */
async function formerManagers(access: SwarmAccess): Promise<Manager[] | undefined> {
  const unlisted = unlistedManagers(access.swarmId, access.managers);
  if (unlisted.length === 0) return undefined;
  const nodes = await withManager(access, "the node list", async (view) => view.nodes);
  const still = unlisted.filter((manager) => isReached(nodes, manager));
  return still.length > 0 ? still : undefined;
}

function outputsOf({ ID, JoinTokens, Spec }: SwarmState): Outputs {
  const joinTokens = { manager: JoinTokens.Manager, worker: JoinTokens.Worker };
  return { swarmId: ID, joinTokens, caRotations: Spec.CAConfig?.ForceRotate ?? 0 };
}
