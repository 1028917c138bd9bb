import { changesSince } from "../../../provisioners/stack/convergence/marks";
import type { SwarmLook } from "../../look/swarm-look";
import { stackOf } from "../../workloads/select";
import { type Check, type Finding, finding } from "../finding";

const drift: Check = {
  check: "service-drift",
  severity: "attention",
  why: "Somebody changed it by hand, or a run ended before its end.",
  fix: "Run `pulumi up --refresh`, which sets what is declared.",
};

/** Services that are not what was deployed. */
export function driftFindings({ declared, swarm }: SwarmLook): Finding[] {
  if (!swarm) return [];
  return declared.stacks.flatMap((stack) => {
    const marks = declared.marks?.[stack];
    if (!marks) return [];
    const services = swarm.services.filter((service) => stackOf(service) === stack);
    return changesSince(marks, services).map(({ name, change }) =>
      finding(drift, name, `the service was ${change} since the stack ${stack} was deployed`),
    );
  });
}
