import { inspectNode, updateNode } from "../../docker/client/nodes";
import type { Host } from "../../docker/host";
import type { NodeSpec } from "../../docker/shapes";

export type Labels = Record<string, string>;

/** Labels with ours set, those that were ours and no longer are removed, and foreign ones as they are. */
export function mergeLabels(actual: Labels, previous: readonly string[], wanted: Labels): Labels {
  const foreign = Object.entries(actual).filter(([key]) => !previous.includes(key) && !(key in wanted));
  return { ...Object.fromEntries(foreign), ...wanted };
}

/** The labels of ours as they are on the node, for a refresh to compare. */
export function ownLabels(actual: Labels, ours: Labels): Labels {
  return Object.fromEntries(Object.entries(actual).filter(([key]) => key in ours));
}

/**
 * Reads a node's spec, changes it and writes it back with the version read; nothing is written when nothing differs.
 *
 * @throws SwarmError `DOCKER_OUT_OF_SEQUENCE` (transient) when another writer came between: call it again.
 */
export async function updateSpec(host: Host, nodeId: string, change: (spec: NodeSpec) => NodeSpec): Promise<void> {
  const node = await inspectNode(host, nodeId);
  const spec = change(node.Spec);
  if (isSameSpec(spec, node.Spec)) return;
  await updateNode(host, node, spec);
}

export function isSameSpec(a: NodeSpec, b: NodeSpec): boolean {
  return a.Role === b.Role && a.Availability === b.Availability && sameLabels(a.Labels ?? {}, b.Labels ?? {});
}

export function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
