import type { Service } from "../shapes";

type Spec = Service["Spec"];

/** Fields of a service that something else may own: an autoscaler, or what moves tags. */
export const ignorableFields = ["replicas", "image"] as const;
export type IgnorableField = (typeof ignorableFields)[number];

/** The label of a service that lists its ignored fields: `replicas,image`. */
export const ignoreLabel = "pulumi-swarm.ignore";

/** The words of the label's value. */
export const ignoreWords = (value = ""): string[] => value.split(",").flatMap((word) => word.trim() || []);

/** The fields that labels of a service list; words that name none are left out. */
export function ignoredFields(labels: Readonly<Record<string, string>> = {}): IgnorableField[] {
  const words = ignoreWords(labels[ignoreLabel]);
  return ignorableFields.filter((field) => words.includes(field));
}

/** A definition with its ignored fields as they are in another one; without any, they are left out. */
export function withIgnoredOf(spec: Spec, other?: Spec): Spec {
  const fields = ignoredFields(spec.Labels);
  const { ContainerSpec } = spec.TaskTemplate;
  const keepsImage = fields.includes("image") && ContainerSpec;
  const keepsReplicas = fields.includes("replicas") && spec.Mode.Replicated;
  return {
    ...spec,
    ...(keepsImage && {
      TaskTemplate: {
        ...spec.TaskTemplate,
        ContainerSpec: { ...ContainerSpec, Image: other?.TaskTemplate.ContainerSpec?.Image ?? "" },
      },
    }),
    ...(keepsReplicas && { Mode: { ...spec.Mode, Replicated: { Replicas: other?.Mode.Replicated?.Replicas } } }),
  };
}
