import * as s from "./shape";
import { listOf, mapping, oneOf, type Shape, since } from "./shape";

const update = (...actions: string[]) =>
  mapping({
    parallelism: s.natural,
    delay: s.duration,
    failure_action: oneOf(...actions),
    monitor: s.duration,
    max_failure_ratio: { ...s.number, least: 0, most: 1 },
    order: since(4, oneOf("start-first", "stop-first")),
  });

const genericResources = listOf(
  mapping({ discrete_resource_spec: mapping({ kind: s.text, value: { ...s.number, truncates: true } }) }),
);

/** `deploy:` of a service. Where Docker's own schema takes any text, the words are those that its daemon takes. */
export const deployment: Shape = {
  kinds: ["mapping", "nothing"],
  keys: {
    mode: oneOf("replicated", "global", "replicated-job", "global-job"),
    endpoint_mode: since(2, oneOf("vip", "dnsrr")),
    replicas: s.natural,
    labels: s.pairs,
    update_config: update("pause", "continue", "rollback"),
    rollback_config: since(7, update("pause", "continue", "rollback")),
    resources: mapping({
      limits: mapping({ cpus: s.cpus, memory: s.size, pids: since(9, s.whole) }),
      reservations: mapping({ cpus: s.cpus, memory: s.size, generic_resources: since(5, genericResources) }),
    }),
    restart_policy: mapping({
      condition: oneOf("none", "on-failure", "any"),
      delay: s.duration,
      max_attempts: s.natural,
      window: s.duration,
    }),
    placement: mapping({
      constraints: listOf({ kinds: ["text"], format: "constraint" }),
      preferences: since(3, listOf(mapping({ spread: s.text }))),
      max_replicas_per_node: since(8, s.natural),
    }),
  },
};
