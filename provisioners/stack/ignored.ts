import { stringify } from "yaml";
import { type IgnorableField, ignoreLabel } from "../docker/services/ignored-fields";
import type { Service } from "../docker/shapes";
import type { StackText } from "./compose/document/sources";
import { versionIn } from "./compose/objects";

export interface IgnoredOptions {
  /** The stack. */
  name: string;
  /** Text of the first stack file. */
  file: string;
  /** Fields that are ignored in all services, beside those of their labels. */
  ignore: readonly IgnorableField[];
  /** The services of the stack's files, with the fields that their labels list. */
  services: Readonly<Record<string, readonly IgnorableField[]>>;
}

/**
 * A last stack file with which a deployment leaves ignored fields as they are in the swarm.
 * @param running The services as they are
 * @returns `undefined` where nothing is ignored
 */
export function ignoredOverride(
  { name, file, ignore, services }: IgnoredOptions,
  running: readonly Service[],
): StackText | undefined {
  const entries = Object.entries(services).flatMap(([key, own]) => {
    const spec = running.find(({ Spec }) => Spec.Name === `${name}_${key}`)?.Spec;
    const fields = [...new Set([...ignore, ...own])];
    const replicas = fields.includes("replicas") ? spec?.Mode.Replicated?.Replicas : undefined;
    const image = fields.includes("image") ? spec?.TaskTemplate.ContainerSpec?.Image : undefined;
    const labels = ignore.length > 0 ? { [ignoreLabel]: fields.join(",") } : undefined;
    const deploy = { ...(replicas !== undefined && { replicas }), ...(labels && { labels }) };
    const service = { ...(image && { image }), ...(Object.keys(deploy).length > 0 && { deploy }) };
    return Object.keys(service).length > 0 ? [[key, service] as const] : [];
  });
  if (entries.length === 0) return undefined;
  // Docker merges only files of one version.
  const version = versionIn(file);
  return {
    name: "ignored.yaml",
    text: stringify({ ...(version !== undefined && { version }), services: Object.fromEntries(entries) }),
  };
}
