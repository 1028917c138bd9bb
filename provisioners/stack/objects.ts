import { api, isStatus } from "../docker/api";
import { handleOf, makeObject, type ObjectKind } from "../docker/contents";
import type { Host } from "../docker/host";
import { type SwarmAccess, withManager } from "../swarm/access/managers";
import type { NamedObject } from "./contents";
import { stackLabel } from "./watch";

/** Marks what was made here, beside what Docker made of files on a manager; holds the key in the stack file. */
const KEY_LABEL = "pulumi-swarm.key";

interface Found {
  ID: string;
  Spec?: { Name?: string };
}

/** Makes the secrets and configs that are not there yet. */
export async function makeObjects(access: SwarmAccess, stack: string, objects: readonly NamedObject[]): Promise<void> {
  if (objects.length === 0) return;
  await withManager(access, "the stack's secrets and configs to be made", async ({ host }) => {
    const known = await listObjects(host, stack);
    const missing = objects.filter(({ kind, name }) => !known.some((one) => one.kind === kind && one.name === name));
    for (const { key, labels, ...object } of missing) {
      await makeObject(host, { ...object, labels: { ...labels, [stackLabel]: stack, [KEY_LABEL]: key } });
    }
  });
}

/** Removes those of earlier contents. One that something outside the stack uses stays, and that is said. */
export async function removeOldObjects(access: SwarmAccess, stack: string, current: readonly NamedObject[]) {
  await withManager(access, "the stack's old secrets and configs to be removed", async ({ host }) => {
    const known = await listObjects(host, stack);
    const old = known.filter(({ kind, name }) => !current.some((one) => one.kind === kind && one.name === name));
    for (const { kind, name, id } of old) {
      try {
        await api(host, `remove the ${kind} ${name}`, (docker) => handleOf(docker, kind, id).remove());
      } catch (error) {
        if (isStatus(error, 400)) access.context.log(`the old ${kind} ${name} is still in use and stays`, "warning");
        else if (!isStatus(error, 404)) throw error;
      }
    }
  });
}

async function listObjects(host: Host, stack: string): Promise<{ kind: ObjectKind; name: string; id: string }[]> {
  const filters = JSON.stringify({ label: [`${stackLabel}=${stack}`, KEY_LABEL] });
  return api(host, "list the stack's secrets and configs", async (docker) => {
    const named = (kind: ObjectKind) => (found: Found) => ({ kind, name: found.Spec?.Name ?? "", id: found.ID });
    const [secrets, configs] = await Promise.all([docker.listSecrets({ filters }), docker.listConfigs({ filters })]);
    return [...secrets.map(named("secret")), ...configs.map(named("config"))];
  });
}
