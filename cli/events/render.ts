import { colors } from "../colors";
import type { ClusterEvent } from "./event";

/** What went wrong, as Docker calls it; a container that dies with code 0 has ended well. */
const bad = /^(oom|health_status: unhealthy)$/;

/** One line: time, node, what happened to what, and what Docker says of it. */
export function eventText({ time, node, scope, type, action, name, attributes }: ClusterEvent): string {
  const isBad = bad.test(action) || (action === "die" && attributes.exitCode !== "0");
  const what = `${type} ${action}`;
  const details = detailsOf(attributes, name);
  return [
    colors.dim(time),
    colors.cyan(scope === "swarm" ? "swarm" : node),
    `${isBad ? colors.red(what) : what} ${colors.bold(name)}`,
    ...(details ? [colors.dim(`(${details})`)] : []),
  ].join(" ");
}

/** Attributes that are no labels: changes as `replicas 2 → 3`, and what Docker adds to some events. */
export function detailsOf(attributes: Record<string, string>, name: string): string {
  const changed = Object.keys(attributes).flatMap((key) => {
    const [, what] = /^(.+)\.new$/.exec(key) ?? [];
    return what ? [`${what} ${attributes[`${what}.old`] ?? "none"} → ${attributes[key]}`] : [];
  });
  const told = ["exitCode", "signal", "image", "driver"].flatMap((key) => {
    const value = attributes[key]?.replace(/@sha256:.*/, "");
    return value && value !== name ? [`${key} ${value}`] : [];
  });
  return [...changed, ...told].join(", ");
}
