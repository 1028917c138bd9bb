import { readerCommand } from "../../provisioners/core/reader-command";
import { colors } from "../colors";
import type { Finding } from "../doctor/finding";
import { isUrgent } from "../doctor/findings";
import type { Usage } from "../look/host-look";
import type { NodeRow, ServiceRow, StatusReport } from "../look/report";
import { table } from "../table";

/** The report on one screen. */
export function statusText(
  { swarm, quorum, atStake = [], nodes, services, refusals }: StatusReport,
  findings: readonly Finding[],
): string {
  const parts = [
    `${colors.bold(`Swarm ${swarm.name}`)} (${swarm.id})`,
    `Quorum ${quorum?.text ?? `unknown: ${refusals.map(({ manager, reason }) => `${manager} ${reason}`).join("; ")}`}`,
    atStake.length > 0 ? `It would be lost next by ${atStake.join("; by ")}.` : "",
    table(
      ["NODE", "ROLE", "STATE", "AVAILABILITY", "ENGINE", "ADDRESS", "ZONE", "TASKS", "DISK", "MEMORY", "CERTIFICATE"],
      nodes.map(nodeCells),
    ),
    table(["SERVICE", "MODE", "TASKS", "IMAGE", "REASON"], services.map(serviceCells)),
    quorum ? driftText(findings) : "",
    findingLines(findings),
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** Checks that compare the swarm with the stack's state. */
const driftChecks = new Set(["node-missing", "node-drift", "undeclared-node", "stale-node", "service-drift"]);

function driftText(findings: readonly Finding[]): string {
  const count = findings.filter(({ check }) => driftChecks.has(check)).length;
  if (count === 0) return "Nodes and services are as the stack's state declares them.";
  return colors.yellow(
    `${count === 1 ? "One thing differs" : `${count} things differ`} from the stack's state, see below.`,
  );
}

function nodeCells({
  name,
  role,
  leader,
  state,
  availability,
  engine,
  address,
  zone,
  tasks,
  ...host
}: NodeRow): string[] {
  return [
    name,
    leader ? `${role}, leader` : role,
    state === "ready" ? colors.green(state) : colors.red(state),
    availability === "active" ? availability : colors.yellow(availability),
    ...[engine ?? "", address ?? "", zone ?? "", String(tasks)],
    ...[usageText(host.disk), usageText(host.memory), host.certificateEnds?.toISOString().slice(0, 10) ?? ""],
  ];
}

function serviceCells({ name, mode, running, desired, image, reason }: ServiceRow): string[] {
  const count = `${running}/${desired}`;
  return [name, mode, reason === undefined ? colors.green(count) : colors.red(count), image, reason ?? ""];
}

const GIB = 2 ** 30;

/** `3.1 of 15.6 GiB`. */
export function usageText(usage: Usage | undefined): string {
  if (!usage) return "";
  const amount = (bytes: number) => (bytes / GIB).toFixed(1);
  return `${amount(usage.used)} of ${amount(usage.total)} GiB`;
}

function findingLines(findings: readonly Finding[]): string {
  if (findings.length === 0) return colors.green("Nothing needs attention.");
  const sign = (each: Finding) => (isUrgent(each) ? colors.red("!") : colors.yellow("-"));
  const lines = findings.map((each) => `${sign(each)} ${each.where}: ${each.what}`);
  return [...lines, `Why, and what to do: ${readerCommand("swarm", "doctor")}`].join("\n");
}
