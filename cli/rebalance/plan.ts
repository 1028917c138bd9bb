import { progressOf } from "../../provisioners/docker/services/progress";
import type { Service } from "../../provisioners/docker/shapes";
import type { Workloads } from "../workloads/read";
import { type Spread, spreadOf } from "./spread";

/** What rebalancing makes of a service. */
export interface Verdict {
  service: Service;
  spread: Spread;
  /** `spread`: its tasks start anew. `even`: nothing to gain. `skip`: it is in no state for it. */
  action: "spread" | "even" | "skip";
  reason: string;
}

/** Pure: which services are lopsided. Global services and jobs have no choice of nodes, so they are left out. */
export function verdictsOf(services: readonly Service[], { tasks, nodes }: Workloads): Verdict[] {
  return services
    .filter(({ Spec }) => Spec.Mode.Replicated)
    .map((service) => {
      const spread = spreadOf(service, tasks, nodes);
      const verdict = (action: Verdict["action"], reason: string) => ({ service, spread, action, reason });
      if (!spread.isLopsided) return verdict("even", "");
      const own = tasks.filter(({ ServiceID, DesiredState }) => ServiceID === service.ID && DesiredState === "running");
      const { settled, running, desired } = progressOf(service, own, nodes);
      return settled
        ? verdict("spread", "")
        : verdict("skip", `it does not run as declared: ${running} of ${desired} tasks`);
    })
    .sort((a, b) => a.service.Spec.Name.localeCompare(b.service.Spec.Name, "en", { numeric: true }));
}
