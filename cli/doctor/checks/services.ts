import { readerCommand } from "../../../provisioners/core/reader-command";
import type { ServiceRow } from "../../look/report";
import { type Check, type Finding, finding } from "../finding";

/** Failures of one replica after which it is taken for a loop: Docker keeps the last five tasks. */
const LOOP = 3;

const short: Check = {
  check: "service-short",
  severity: "attention",
  why: "Clients get fewer replicas than declared, or none.",
  fix: `Look at \`${readerCommand("swarm", "ps")}\` and \`${readerCommand("swarm", "logs")}\` of the service.`,
};
const unplaced: Check = {
  check: "service-unplaced",
  severity: "attention",
  why: "No node takes the service's tasks until somebody changes a node or the service.",
  fix: "Change its constraints or reservations, or add a node that fits.",
};
const loops: Check = {
  check: "task-loop",
  severity: "attention",
  why: "A task that fails again and again costs its node time, and its service works only in between.",
  fix: `Read \`${readerCommand("swarm", "logs")}\` of the service, and mend what it says.`,
};

/** Services that do not run as declared. */
export function serviceFindings(services: readonly ServiceRow[]): Finding[] {
  return services.flatMap(({ name, running, desired, reason, settled, hopeless, failures }) => {
    const what = `${running} of ${desired} tasks run${reason ? `: ${reason}` : ""}`;
    return [
      ...(settled ? [] : [finding(hopeless ? unplaced : short, name, what)]),
      ...(failures >= LOOP ? [finding(loops, name, `a replica failed ${failures} times of late`)] : []),
    ];
  });
}
