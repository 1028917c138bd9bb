import { scryptSync } from "node:crypto";
import type { TaskSpec } from "./shapes";

export type ObjectKind = "secret" | "config";
export const objectKinds: readonly ObjectKind[] = ["secret", "config"];

/** Bytes that Docker takes; less than. */
export const most: Record<ObjectKind, number> = { secret: 500 * 1024, config: 1000 * 1024 };

/** Longest name that Docker takes. */
export const LONGEST_NAME = 64;
const HASH_LENGTH = 12;
/** Longest begin of a name to which `_` and a hash are added. */
const LONGEST_BEGIN = LONGEST_NAME - HASH_LENGTH - 1;

/** A secret or config as it is to be in the swarm. */
export interface SwarmObject {
  kind: ObjectKind;
  name: string;
  content: string | Buffer;
  labels: Record<string, string>;
  templateDriver?: string;
}

/**
 * A name that changes with the content, because the object itself cannot be changed. A long one is shortened for the hash,
 * which then tells it from others that begin alike.
 * @param salt What else makes it another object.
 */
export function uniqueName(name: string, salt: readonly unknown[], content: string | Buffer): string {
  const begin = name.slice(0, LONGEST_BEGIN);
  const all = begin === name ? salt : [...salt, name];
  // Names can be seen by more people than secrets: this hash is slow, so that a short one cannot be found by trying.
  return `${begin}_${scryptSync(content, JSON.stringify(all), HASH_LENGTH / 2).toString("hex")}`;
}

/** The secrets and configs that a service's tasks get. */
export function objectsIn({ ContainerSpec }: TaskSpec) {
  return [
    ...(ContainerSpec?.Secrets ?? []).map(({ SecretID: id, SecretName: name }) => ({ kind: "secret", id, name })),
    ...(ContainerSpec?.Configs ?? []).map(({ ConfigID: id, ConfigName: name }) => ({ kind: "config", id, name })),
  ];
}
