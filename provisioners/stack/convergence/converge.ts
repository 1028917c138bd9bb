import { type ErrorCode, messageOf, SwarmError } from "../../core/errors";
import { placementText } from "../../docker/services/placement";
import type { Progress } from "../../docker/services/progress";
import type { Service } from "../../docker/shapes";
import { withManager } from "../../swarm/access/managers";
import type { SwarmAccess } from "../../swarm/access/swarm-access";
import { changesSince, type Marks } from "./marks";
import { DEFAULT_MONITOR_MS, Judge, statusLine } from "./verdict";
import { look, type Seen } from "./watch";

const LOG_LINES = 10;

/**
 * Waits until every service of the stack runs and goes on running.
 *
 * @param marks The services as they were deployed: what somebody else changes meanwhile is not ours any more.
 * @throws SwarmError `STACK_FAILED` when that will not come, `STACK_NOT_CONVERGED` at the deadline, each with the reason
 * of every unfinished service; `STACK_CHANGED`.
 */
export async function converge(access: SwarmAccess, name: string, timeoutMs: number, marks: Marks) {
  const { clock, signal, status } = access.context;
  const judge = new Judge();
  const end = clock.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const seen = await withManager(access, "the stack's state", (view) => look(view, name));
    const monitors = new Map(seen.services.map(({ ID, Spec }) => [ID, Spec.UpdateConfig?.Monitor]));
    const { converged, failed } = judge.look(seen.progress, clock.now(), (id) => {
      const nanoseconds = monitors.get(id);
      return nanoseconds ? nanoseconds / 1e6 : DEFAULT_MONITOR_MS;
    });
    if (failed.length === 0) checkOurs(name, marks, seen.services);
    if (converged) {
      warnOfNone(access, seen);
      return seen;
    }
    status(statusLine(seen.progress, name));
    if (failed.length > 0) {
      const reasons = new Map(failed.map(({ progress, reason }) => [progress.id, reason]));
      throw await failure(access, name, seen.progress, "STACK_FAILED", `The stack ${name} failed`, reasons);
    }
    if (clock.now() >= end) {
      const summary = `The stack ${name} does not run completely after ${Math.round(timeoutMs / 1000)} s`;
      throw await failure(access, name, seen.progress, "STACK_NOT_CONVERGED", summary, new Map());
    }
    await clock.sleep(Math.min(1_000, Math.max(end - clock.now(), 100)), signal);
  }
}

function checkOurs(name: string, marks: Marks, services: Service[]): void {
  const changes = changesSince(marks, services).filter(({ change }) => change !== "added");
  if (changes.length === 0) return;
  throw new SwarmError({
    code: "STACK_CHANGED",
    summary: `The stack ${name} was changed by somebody else while it was deployed`,
    cause: changes.map((each) => `${each.name} was ${each.change}`).join(", "),
    fix: "Find out who else deploys it, then run again: what is declared here is deployed anew.",
  });
}

/** A global service without a node is converged, as Docker sees it; that is seldom what was meant. */
function warnOfNone({ context }: SwarmAccess, { progress, services, nodes }: Seen): void {
  for (const { id, name, mode, desired } of progress) {
    const service = services.find(({ ID }) => ID === id);
    if (!mode.startsWith("global") || desired > 0 || !service) continue;
    context.log(`${name} runs on no node: ${placementText(service, nodes)}`, "warning");
  }
}

async function failure(
  access: SwarmAccess,
  name: string,
  progress: Progress[],
  code: ErrorCode,
  summary: string,
  reasons: Map<string, string>,
): Promise<SwarmError> {
  const bad = progress.filter(({ id, settled }) => reasons.has(id) || !settled);
  const texts = await Promise.all(bad.map((service) => describe(access, service, reasons.get(service.id))));
  const unplaced = bad.some(({ trouble }) => trouble?.unplaced);
  return new SwarmError({
    code,
    summary,
    cause: texts.join("\n  ") || "it has no services",
    fix: unplaced
      ? "Compare the services' placement constraints and reservations with the nodes' labels and resources (`docker node ls`), then run again; what is deployed stays and is repaired."
      : `Correct the services, then run again; what is deployed stays and is repaired. More: \`docker stack ps --no-trunc ${name}\`.`,
  });
}

/** Everything about one unfinished service: how far, why, on which node, and its last words. */
async function describe(access: SwarmAccess, service: Progress, reason?: string): Promise<string> {
  const { name, running, desired, trouble, phase, refusals } = service;
  const parts = [`${name} ${running}/${desired}: ${reason ?? phase}`];
  if (refusals) parts.push(refusals);
  if (trouble) parts.push(trouble.node ? `last failure on ${trouble.node}: ${trouble.reason}` : trouble.reason);
  const text = parts.filter(Boolean).join("; ");
  if (!trouble?.hasLogs) return text;
  const lines = await lastLines(access, trouble.taskId);
  return lines ? `${text}\n    ${lines.split("\n").join("\n    ")}` : text;
}

/** The last log lines of the task, or the reason why there are none. */
async function lastLines(access: SwarmAccess, taskId: string): Promise<string> {
  try {
    return await withManager(access, "the task's log", async ({ host }) => {
      const logs = ["timeout", "10", "docker", "service", "logs", "--raw", "--tail", String(LOG_LINES), taskId];
      // 124: the log of a node out of reach never comes; 1: the task has none.
      const { stdout, stderr } = await host.run(logs, { codes: [0, 1, 124], deadlineMs: 20_000, idempotent: true });
      return `${stdout}${stderr}`.trim().split("\n").slice(-LOG_LINES).join("\n");
    });
  } catch (error) {
    access.context.signal.throwIfAborted();
    return `(its log cannot be read: ${messageOf(error).split("\n")[0]})`;
  }
}
