import type { z } from "zod";
import { readUnlockKey } from "../../docker/client/swarm";
import type { SwarmState } from "../../docker/shapes";
import { duplicateProblems } from "../../provider/duplicates";
import { defineResource, type ResourceContext } from "../../provider/resource";
import { isReached } from "../access/address";
import { ManagerRegistry } from "../access/manager-registry";
import { swarmNodes, withManager } from "../access/managers";
import { LOCKED, readOrLocked } from "../access/refresh";
import type { Manager } from "../access/schema";
import { accessTo, type SwarmAccess } from "../access/swarm-access";
import { inspectSwarm } from "../access/swarm-spec";
import { restore } from "../backup/restore";
import { restoreLost, restoreProblems } from "../backup/restore-lost";
import { recover } from "../recovery/recover";
import { UnlockKeys } from "../unlock/unlock-keys";
import { lockedManagers, unlockManagers, writeAccess } from "../unlock/unlock-managers";
import { authorityIn, authorityProblems, ensureAuthority, reportRotation } from "./certificate-authority";
import { leaveHost } from "./departure";
import { findSwarm } from "./discovery";
import { immutableProblems, keptSettings } from "./immutable-settings";
import { init } from "./init";
import { ensureSettings, rotate } from "./rotation";
import { swarmInputs, swarmOutputs } from "./schema";
import { declaredSettings, settingsIn } from "./settings";

type Inputs = z.output<typeof swarmInputs>;
type Outputs = z.output<typeof swarmOutputs>;

export const swarm = defineResource({
  name: "Swarm",
  description: "A Docker swarm as a whole. Its first manager is where it starts; later all managers are equal.",
  inputs: swarmInputs,
  outputs: swarmOutputs,

  check({ managers, ca, restore }) {
    return [
      ...duplicateProblems("managers", managers, "address"),
      ...(ca ? authorityProblems(ca) : []),
      ...(restore ? restoreProblems(restore) : []),
    ];
  },

  checkChange: immutableProblems,
  /** What a swarm was made from is nothing that it has. */
  diff(_state, { restore }, usual) {
    const changed = usual.changed?.filter((name) => name !== "restore" || restore !== undefined) ?? [];
    return { ...usual, changed, changes: changed.length > 0 };
  },
  /** Docker's default needs not be taken back, and an `autolock` that was never on has left no locked manager. */
  claims: (inputs) => declaredSettings(inputs).filter((name) => inputs[name] !== false),

  note(session, { swarmId, unlockKey, managers, formerManagers = [] }) {
    session.get(UnlockKeys).learn(swarmId, unlockKey);
    session.get(ManagerRegistry).add(swarmId, [...formerManagers, ...managers]);
  },

  async create(context, inputs) {
    const existing = await findSwarm(context, inputs.managers);
    const restored = inputs.restore && (await restore(context, inputs.managers, inputs.restore, { existing }));
    if (restored === undefined) {
      if (existing) context.log(`Adopts the swarm ${existing} that the managers are in already`);
      else await init(context, inputs.managers[0] as Inputs["managers"][number], inputs);
    }
    const known = restored ?? existing;
    const state = await inspectSwarm({ context, managers: inputs.managers, swarmId: known });
    const kept = known && keptSettings(state, inputs);
    if (kept) context.log(kept, "warning");
    context.exists(state.ID, outputsOf(state));
    const access = accessTo(context, { ...inputs, swarmId: state.ID });
    return { id: state.ID, outputs: await apply(context, access, inputs, state) };
  },

  async read(context, id, state) {
    const access = accessTo(context, { ...state, swarmId: id });
    const inputs = swarmInputs.parse(state);
    const found = await readOrLocked(context, "The swarm", lookAt(access, state));
    // The next `up` unlocks it, where the key is known.
    if (found === LOCKED) return { inputs, outputs: state, drifted: state.unlockKey ? true : undefined };
    if (!found) return undefined;
    const { swarm, outputs, locked } = found;
    for (const name of locked) context.log(`${name} is locked: the next \`pulumi up\` unlocks it`, "warning");
    const { ca } = state;
    Object.assign(inputs, settingsIn(swarm.Spec, state), ca && { ca: authorityIn(swarm, ca) });
    return { inputs, outputs, drifted: locked.length > 0 };
  },

  async update(context, id, state, inputs, change) {
    const access = accessTo(context, { ...inputs, swarmId: id });
    if (inputs.restore) {
      const isNew = change === undefined || change.inputs.includes("restore");
      await restoreLost(access, inputs.restore, { isNew, unfinished: change?.unfinished === true });
    }
    if (inputs.recover) {
      // Locked managers may be all that a quorum lacks.
      await writeAccess(context, access);
      await recover(access, inputs.recover, state.caRotations);
    }
    await unlockManagers(access);
    return apply(context, access, inputs, await inspectSwarm(access), state, change?.attempted);
  },

  async delete(context, id, state) {
    await Promise.all(state.managers.map((manager) => leaveHost(context, manager, id)));
  },
});

/** The swarm as it is, for a refresh. */
async function lookAt(access: SwarmAccess, { unlockKey }: Outputs) {
  const swarm = await inspectSwarm(access);
  await reportRotation(access);
  const locked = await lockedManagers(access);
  const outputs = await complete(access, swarm, unlockKey);
  // A manager that came back locked may need the key that was valid when it went.
  if (locked.length > 0 && unlockKey) outputs.unlockKey = unlockKey;
  return { swarm, outputs, locked };
}

/** Brings the swarm to what is declared. What changed under way is kept in the state at once: a key must not be lost. */
async function apply(
  context: ResourceContext<Outputs>,
  access: SwarmAccess,
  inputs: Inputs,
  { Spec: found }: SwarmState,
  previous?: Inputs,
  attempted: readonly string[] = [],
): Promise<Outputs> {
  const keep = async () => {
    const outputs = await complete(access, await inspectSwarm(access));
    context.exists(access.swarmId, outputs);
    return outputs;
  };
  await ensureSettings(access, inputs, { found, previous: previous ?? {}, attempted });
  const outputs = await keep();
  if (!previous && !inputs.ca) return outputs;
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
  const { session } = access.context;
  session.get(UnlockKeys).learn(access.swarmId, unlockKey);
  session.get(ManagerRegistry).add(access.swarmId, access.managers);
  return { ...outputsOf(state), unlockKey, formerManagers: await formerManagers(access) };
}

/** A manager that was away when autolock ended may come back locked: its key is kept, as Docker gives it out no more. */
async function keyOfAbsent(access: SwarmAccess, key: string): Promise<string | undefined> {
  const nodes = await swarmNodes(access);
  return access.managers.every((manager) => isReached(nodes, manager)) ? undefined : key;
}

/** Managers that are listed no more and lead the swarm still: until the listed ones have joined, only they know it. */
async function formerManagers(access: SwarmAccess): Promise<Manager[] | undefined> {
  const unlisted = access.context.session.get(ManagerRegistry).unlisted(access.swarmId, access.managers);
  if (unlisted.length === 0) return undefined;
  const nodes = await swarmNodes(access);
  const still = unlisted.filter((manager) => isReached(nodes, manager));
  return still.length > 0 ? still : undefined;
}

function outputsOf({ ID, JoinTokens, Spec }: SwarmState): Outputs {
  const joinTokens = { manager: JoinTokens.Manager, worker: JoinTokens.Worker };
  return { swarmId: ID, joinTokens, caRotations: Spec.CAConfig?.ForceRotate ?? 0 };
}
