import type { NodeSpec } from "../../docker/shapes";

/**
 * Node label with the availability that a node had before it was taken out of service for a while. It is set together
 * with `drain`, so that a killed run leaves what the next one needs to put the node back.
 */
export const availabilityLabel = "pulumi-swarm.availability";

/** The spec of a node that gives its tasks away for a while. Taken out twice, it keeps what it was at first. */
export const drainedSpec = (spec: NodeSpec) => outAs("drain", spec);

/** The spec of a node that is about to be taken out, and takes no new tasks. */
export const pausedSpec = (spec: NodeSpec) => outAs("pause", spec);

function outAs(Availability: NodeSpec["Availability"], spec: NodeSpec): NodeSpec {
  const before = spec.Labels?.[availabilityLabel] ?? spec.Availability;
  return { ...spec, Availability, Labels: { ...spec.Labels, [availabilityLabel]: before } };
}

/** The spec of a node that is back; as it is where the node was not taken out. */
export function restoredSpec(spec: NodeSpec): NodeSpec {
  const { [availabilityLabel]: before, ...Labels } = spec.Labels ?? {};
  if (before === undefined) return spec;
  const Availability = before === "drain" || before === "pause" ? before : "active";
  return { ...spec, Availability, Labels };
}
