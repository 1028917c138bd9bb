import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import type { Rotations } from "../../docker/client/swarm";
import { isReachable, nodeName } from "../../docker/quorum";
import type { SwarmSpec } from "../../docker/shapes";
import { swarmNodes } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { updateSwarm } from "../access/swarm-spec";
import { untilKeysAreOpen } from "../recovery/key-file";
import type { swarmInputs } from "./schema";
import { declaredSettings, withSettings } from "./settings";
import type { SpecSettings } from "./settings-schema";

type Inputs = Pick<z.output<typeof swarmInputs>, "joinTokenRotation" | "unlockKeyRotation" | "autolock">;

/**
 * Sets the declared settings of the swarm's specification; those of `previous` and `attempted` that are not go.
 *
 * @param found The specification as it was just read.
 */
export async function ensureSettings(
  access: SwarmAccess,
  wanted: SpecSettings,
  { found, previous, attempted }: { found: SwarmSpec; previous: SpecSettings; attempted: readonly string[] },
): Promise<void> {
  const ours = [...attempted, ...declaredSettings(previous)];
  const due = withSettings(found, wanted, ours);
  // An adopted swarm, or one that somebody locked by hand, was never declared to be locked.
  const isLocking = found.EncryptionConfig?.AutoLockManagers === true;
  const staysLocking = due.EncryptionConfig?.AutoLockManagers === true;
  const unlocks = (previous.autolock || attempted.includes("autolock") || isLocking) && !staysLocking;
  if (unlocks) await checkAllReachable(access);
  if (!isDeepStrictEqual(due, found)) {
    await updateSwarm(access, "its settings", (spec) => withSettings(spec, wanted, ours));
  }
  if (unlocks) await untilKeysAreOpen(access);
}

/** Replaces the tokens and the unlock key whose triggers changed. */
export async function rotate(access: SwarmAccess, wanted: Inputs, previous: Inputs): Promise<void> {
  const isNew = (now: string | undefined, before: string | undefined) => now !== undefined && now !== before;
  const tokens: Rotations = {};
  const now = wanted.joinTokenRotation;
  if (isNew(now?.manager, previous.joinTokenRotation?.manager)) tokens.rotateManagerToken = true;
  if (isNew(now?.worker, previous.joinTokenRotation?.worker)) tokens.rotateWorkerToken = true;
  if (Object.keys(tokens).length > 0) {
    await updateSwarm(access, "new join tokens", (spec) => spec, tokens);
    access.context.log(
      `New join token for ${[tokens.rotateManagerToken && "managers", tokens.rotateWorkerToken && "workers"].filter(Boolean).join(" and ")}`,
    );
  }
  if (wanted.autolock && isNew(wanted.unlockKeyRotation, previous.unlockKeyRotation)) {
    await checkAllReachable(access);
    await updateSwarm(access, "a new unlock key", (spec) => spec, { rotateManagerUnlockKey: true });
    access.context.log("New unlock key");
  }
}

/** A manager that is away comes back locked with the key it had, which must not be forgotten before. */
async function checkAllReachable(access: SwarmAccess): Promise<void> {
  const nodes = await swarmNodes(access);
  const away = nodes.filter((node) => node.ManagerStatus && !isReachable(node)).map(nodeName);
  if (away.length === 0) return;
  throw new SwarmError({
    code: "SWARM_KEY_KEPT",
    summary: "The unlock key is neither replaced nor given up while managers are away",
    cause: `not reachable: ${away.join(", ")}; back again, they can be unlocked with the present key only`,
    fix: "Bring them back or remove them, then run again.",
  });
}
