import type { ServiceRow } from "../look/report";
import type { SwarmLook } from "../look/swarm-look";
import type { Finding } from "./finding";
import { machineFindings } from "./machines";
import { managerFindings } from "./managers";
import { nodeFindings } from "./nodes";
import { serviceFindings } from "./services";

/** Everything that one look shows, the worst first. */
export function findingsOf(look: SwarmLook, services: readonly ServiceRow[], now = new Date()): Finding[] {
  const found = [
    ...managerFindings(look),
    ...nodeFindings(look),
    ...machineFindings(look, now),
    ...serviceFindings(services),
  ];
  return [...found.filter(isUrgent), ...found.filter((each) => !isUrgent(each))];
}

export const isUrgent = ({ severity }: Finding) => severity === "attention";
