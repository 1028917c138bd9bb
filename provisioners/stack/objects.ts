import { isStatus } from "../docker/client/call";
import { createObject, listObjects, removeObject } from "../docker/client/objects";
import type { Host } from "../docker/host";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { stackLabel } from "./convergence/watch";
import type { NamedObject } from "./file/contents";

/** Marks what was made here, beside what Docker made of files on a manager; holds the key in the stack file. */
const KEY_LABEL = "pulumi-swarm.key";

/** Makes the secrets and configs that are not there yet. */
export async function makeObjects(access: SwarmAccess, stack: string, objects: readonly NamedObject[]): Promise<void> {
  if (objects.length === 0) return;
  await withManager(access, "the stack's secrets and configs to be made", async ({ host }) => {
    const known = await ownObjects(host, stack);
    const missing = objects.filter(({ kind, name }) => !known.some((one) => one.kind === kind && one.name === name));
    for (const { key, labels, ...object } of missing) {
      await createObject(host, { ...object, labels: { ...labels, [stackLabel]: stack, [KEY_LABEL]: key } });
    }
  });
}

/** Removes those of earlier contents. One that something outside the stack uses stays, with a warning. */
export async function removeOldObjects(access: SwarmAccess, stack: string, current: readonly NamedObject[]) {
  await withManager(access, "the stack's old secrets and configs to be removed", async ({ host }) => {
    const known = await ownObjects(host, stack);
    const old = known.filter(({ kind, name }) => !current.some((one) => one.kind === kind && one.name === name));
    for (const { kind, name, id } of old) {
      try {
        await removeObject(host, kind, id, name);
      } catch (error) {
        if (isStatus(error, 400)) access.context.log(`the old ${kind} ${name} is still in use and stays`, "warning");
        else if (!isStatus(error, 404)) throw error;
      }
    }
  });
}

const ownObjects = (host: Host, stack: string) => listObjects(host, { label: [`${stackLabel}=${stack}`, KEY_LABEL] });
