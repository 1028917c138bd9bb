import type Docker from "dockerode";
import type { ObjectKind, SwarmObject } from "../contents";
import type { Host } from "../host";
import { call, type Filters, filtered, isStatus, unlessMissing } from "./call";

/** A secret or config as Docker lists it. */
export interface ListedObject {
  kind: ObjectKind;
  name: string;
  id: string;
  createdAt: string;
}

interface Listed {
  ID: string;
  CreatedAt?: string;
  Spec?: { Name?: string };
}

/** A swarm's secrets and configs, as a manager lists them. */
export async function listObjects(host: Host, filters?: Filters): Promise<ListedObject[]> {
  const options = filtered(filters);
  const [secrets, configs] = await call<[Listed[], Listed[]]>(host, "list the secrets and configs", (docker) =>
    Promise.all([docker.listSecrets(options), docker.listConfigs(options)]),
  );
  const named =
    (kind: ObjectKind) =>
    ({ ID, Spec, CreatedAt = "" }: Listed) => ({ kind, name: Spec?.Name ?? "", id: ID, createdAt: CreatedAt });
  return [...secrets.map(named("secret")), ...configs.map(named("config"))];
}

/** Makes a secret or config. One of this name is the same: it was made by an earlier try. */
export async function createObject(host: Host, object: SwarmObject): Promise<void> {
  const { kind, name, content, labels, templateDriver } = object;
  const spec = {
    Name: name,
    Labels: labels,
    Data: Buffer.from(content).toString("base64"),
    ...(templateDriver && { Templating: { Name: templateDriver } }),
  };
  try {
    await call<object>(host, `make the ${kind} ${name}`, (docker) =>
      kind === "secret" ? docker.createSecret(spec) : docker.createConfig(spec),
    );
  } catch (error) {
    if (!isStatus(error, 409)) throw error;
  }
}

/** @param id ID or name. */
export const removeObject = (host: Host, kind: ObjectKind, id: string, name = id) =>
  call<void>(host, `remove the ${kind} ${name}`, (docker) => handleOf(docker, kind, id).remove());

export async function hasObject(host: Host, kind: ObjectKind, name: string): Promise<boolean> {
  const found = call<object>(host, `inspect the ${kind} ${name}`, (docker) => handleOf(docker, kind, name).inspect());
  return (await unlessMissing(found)) !== undefined;
}

/** One by its ID or name. */
const handleOf = (docker: Docker, kind: ObjectKind, id: string) =>
  kind === "secret" ? docker.getSecret(id) : docker.getConfig(id);
