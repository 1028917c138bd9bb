import type { ServiceRow } from "../look/report";
import type { SwarmLook } from "../look/swarm-look";
import { certificateFindings } from "./checks/certificates";
import { driftFindings } from "./checks/drift";
import { clockFindings, hostFindings } from "./checks/hosts";
import { imageFindings } from "./checks/images";
import { leftoverFindings } from "./checks/leftovers";
import { machineFindings } from "./checks/machines";
import { managerFindings } from "./checks/managers";
import { networkFindings } from "./checks/networks";
import { nodeFindings } from "./checks/nodes";
import { serviceFindings } from "./checks/services";
import { wayFindings } from "./checks/ways";
import type { DeepLook } from "./deep-look";
import type { Finding } from "./finding";

/** What one look shows, the worst first. */
export const findingsOf = (look: SwarmLook, services: readonly ServiceRow[], now = new Date()): Finding[] =>
  worstFirst([
    ...managerFindings(look),
    ...nodeFindings(look),
    ...machineFindings(look),
    ...certificateFindings(look, now),
    ...serviceFindings(services),
    ...driftFindings(look),
  ]);

/** What the machines, the ways between them and what the swarm stores show, too. */
export const deepFindingsOf = (look: DeepLook, services: readonly ServiceRow[], now = new Date()): Finding[] =>
  worstFirst([
    ...findingsOf(look, services, now),
    ...wayFindings(look.ways),
    ...hostFindings(look),
    ...clockFindings(look.looked),
    ...networkFindings(look),
    ...imageFindings(look),
    ...leftoverFindings(look, now),
  ]);

const worstFirst = (found: readonly Finding[]) => [
  ...found.filter(isUrgent),
  ...found.filter((each) => !isUrgent(each)),
];

export const isUrgent = ({ severity }: Finding) => severity === "attention";
