import type { Shape } from "./shape";

/** Keys that are refused, and where what they say belongs. */
const ofService: Record<string, string> = {
  extends: "use a YAML anchor and `<<: *name`",
  volume_driver: "give the driver under the top-level `volumes`",
  volumes_from: "name the volume under the top-level `volumes` and mount it in both services",
  cpu_quota: "use `deploy.resources.limits.cpus`",
  cpu_shares: "use `deploy.resources.reservations.cpus`",
  cpuset: "use `deploy.resources.limits.cpus`",
  cpus: "use `deploy.resources.limits.cpus`",
  cpu_count: "use `deploy.resources.limits.cpus`",
  mem_limit: "use `deploy.resources.limits.memory`",
  mem_reservation: "use `deploy.resources.reservations.memory`",
  memswap_limit: "use `deploy.resources.limits.memory`; swap cannot be limited",
  mem_swappiness: "remove it; swap cannot be set",
  pids_limit: "use `deploy.resources.limits.pids`",
  scale: "use `deploy.replicas`",
  profiles: "remove it, or write a stack file of its own",
  platform: "use `deploy.placement.constraints` with `node.platform.arch`",
  pull_policy: "remove it; nodes pull what they do not have",
  runtime: "set the default runtime of the nodes' Docker",
  gpus: "use `deploy.resources.reservations.generic_resources`",
  group_add: "remove it; give the group in `user`, such as `1000:1000`",
  develop: "remove it; it is for development on one machine",
  device_cgroup_rules: "remove it; services of a swarm have no devices",
  oom_kill_disable: "remove it; it cannot be set for services of a swarm",
  storage_opt: "remove it; it cannot be set for services of a swarm",
  annotations: "use `labels`",
};

const ofFile: Record<string, string> = {
  name: "remove it; the stack's name stands in the configuration",
  include: "write one file",
};

/** What to do about a key that other Compose tools know. */
export function elsewhere(key: string, shape: Shape): string | undefined {
  const hints = shape.keys?.services ? ofFile : shape.keys?.image ? ofService : {};
  return Object.hasOwn(hints, key) ? hints[key] : undefined;
}
