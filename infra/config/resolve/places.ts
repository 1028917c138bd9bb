import type { LimitedService } from "../../../provisioners/stack/compose/limited-service";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import type { StackConfig } from "../../settings/workloads/stacks";
import type { MachinePlan } from "../../sources/source";

/** Warns of services that have more tasks than the machines have places, or none for an update. */
export function checkPlaces(
  stacks: readonly Pick<StackConfig, "name" | "limited">[],
  groups: MachinePlan["groups"],
  diagnostics: Diagnostics,
): void {
  for (const { name, limited } of stacks) {
    for (const service of limited) {
      const nodes = nodesFor(service, groups);
      const places = nodes * service.perNode;
      const { replicas, because, startFirst } = service;
      const what = `The service ${service.service} of the stack ${name}`;
      const has = `${because} leaves ${places} places on ${nodes} nodes`;
      if (replicas > places) {
        diagnostics.warn(
          `${what} has ${replicas} replicas, and ${has}: Docker never starts the others. Add machines, or ask for fewer.`,
        );
      } else if (startFirst && replicas === places && service.only !== "one node") {
        diagnostics.warn(
          `${what} can never finish an update: \`order: start-first\` needs a place more, and ${has}. Use stop-first, or add a machine.`,
        );
      }
    }
  }
}

function nodesFor({ only }: LimitedService, groups: MachinePlan["groups"]): number {
  if (only === "one node") return 1;
  return groups.filter(({ role }) => only === undefined || role === only).reduce((sum, { count }) => sum + count, 0);
}
