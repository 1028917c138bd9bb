import type Docker from "dockerode";
import { api, isStatus } from "../engine/api";
import type { Host } from "../ssh/types";
import { type SwarmReach, withManager } from "../swarm/managers";
import type { ObjectKind } from "./compose/objects";
import type { NamedObject } from "./contents";
import { stackLabel } from "./watch";

/** Marks what was made here, beside what Docker made of files on a manager; holds the key in the stack file. */
const KEY_LABEL = "pulumi-swarm.key";

interface Found {
  ID: string;
  Spec?: { Name?: string };
}

/** Makes the secrets and configs that are not there yet. */
export async function makeObjects(reach: SwarmReach, stack: string, objects: readonly NamedObject[]): Promise<void> {
  if (objects.length === 0) return;
  await withManager(reach, "the stack's secrets and configs to be made", async ({ host }) => {
    const known = await listObjects(host, stack);
    const missing = objects.filter(({ kind, name }) => !known.some((one) => one.kind === kind && one.name === name));
    for (const object of missing) await make(host, stack, object);
  });
}

async function make(host: Host, stack: string, object: NamedObject): Promise<void> {
  const { kind, key, name, content, labels, templateDriver } = object;
  const spec = {
    Name: name,
    Labels: { ...labels, [stackLabel]: stack, [KEY_LABEL]: key },
    Data: Buffer.from(content).toString("base64"),
    ...(templateDriver && { Templating: { Name: templateDriver } }),
  };
  try {
    await api(host, `make the ${kind} ${name}`, (docker) =>
      kind === "secret" ? docker.createSecret(spec) : docker.createConfig(spec),
    );
  } catch (error) {
    // Made by an earlier try whose answer was lost.
    if (!isStatus(error, 409)) throw error;
  }
}

/** Removes those of earlier contents. One that something outside the stack uses stays, and that is said. */
export async function removeOldObjects(reach: SwarmReach, stack: string, current: readonly NamedObject[]) {
  await withManager(reach, "the stack's old secrets and configs to be removed", async ({ host }) => {
    const known = await listObjects(host, stack);
    const old = known.filter(({ kind, name }) => !current.some((one) => one.kind === kind && one.name === name));
    for (const { kind, name, id } of old) {
      try {
        await api(host, `remove the ${kind} ${name}`, (docker) => handleOf(docker, kind, id).remove());
      } catch (error) {
        if (isStatus(error, 400)) reach.tools.log(`the old ${kind} ${name} is still in use and stays`, "warning");
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

const handleOf = (docker: Docker, kind: ObjectKind, id: string) =>
  kind === "secret" ? docker.getSecret(id) : docker.getConfig(id);
