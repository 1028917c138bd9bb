import { scryptSync } from "node:crypto";
import type Docker from "dockerode";
import { api, isStatus } from "./api";
import type { Host } from "./host";
import type { TaskSpec } from "./shapes";

export type ObjectKind = "secret" | "config";
export const objectKinds: readonly ObjectKind[] = ["secret", "config"];

/** Bytes that Docker takes; less than. */
export const most: Record<ObjectKind, number> = { secret: 500 * 1024, config: 1000 * 1024 };

/** Longest name that Docker takes. */
const LONGEST = 64;
const HASH_LENGTH = 12;
/** Longest name to which `_` and a hash are added. */
export const LONGEST_NAME = LONGEST - HASH_LENGTH - 1;

/** A secret or config as it is to be in the swarm. */
export interface SwarmObject {
  kind: ObjectKind;
  name: string;
  content: string | Buffer;
  labels: Record<string, string>;
  templateDriver?: string;
}

/**
 * A name that changes with the content, because the object itself cannot be changed.
 * @param salt What else makes it another object.
 */
export function uniqueName(name: string, salt: readonly unknown[], content: string | Buffer): string {
  // Names can be seen by more people than secrets: this hash is slow, so that a short one cannot be found by trying.
  return `${name}_${scryptSync(content, JSON.stringify(salt), HASH_LENGTH / 2).toString("hex")}`;
}

/** Makes a secret or config. One of this name is the same: it was made by an earlier try. */
export async function makeObject(host: Host, object: SwarmObject): Promise<void> {
  const { kind, name, content, labels, templateDriver } = object;
  const spec = {
    Name: name,
    Labels: labels,
    Data: Buffer.from(content).toString("base64"),
    ...(templateDriver && { Templating: { Name: templateDriver } }),
  };
  try {
    await api(host, `make the ${kind} ${name}`, (docker) =>
      kind === "secret" ? docker.createSecret(spec) : docker.createConfig(spec),
    );
  } catch (error) {
    if (!isStatus(error, 409)) throw error;
  }
}

/** One by its ID or name. */
export const handleOf = (docker: Docker, kind: ObjectKind, id: string) =>
  kind === "secret" ? docker.getSecret(id) : docker.getConfig(id);

/** The secrets and configs that a service's tasks get. */
export function objectsIn({ ContainerSpec }: TaskSpec) {
  return [
    ...(ContainerSpec?.Secrets ?? []).map(({ SecretID: id, SecretName: name }) => ({ kind: "secret", id, name })),
    ...(ContainerSpec?.Configs ?? []).map(({ ConfigID: id, ConfigName: name }) => ({ kind: "config", id, name })),
  ];
}
