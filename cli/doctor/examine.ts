import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { exitCodes } from "../exit-codes";
import { reportOf, type StatusReport } from "../look/report";
import { lookAt } from "../look/swarm-look";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { type DeepLook, lookDeeply } from "./deep-look";
import type { Finding } from "./finding";
import { deepFindingsOf, findingsOf, isUrgent } from "./findings";

/** What one look at the swarm shows, and what of it an operator should know. */
export interface Examination {
  report: StatusReport;
  findings: Finding[];
}

export async function examine(context: HandlerContext, declared: DeclaredSwarm): Promise<Examination> {
  const look = await lookAt(context, declared);
  const report = reportOf(look);
  return { report, findings: findingsOf(look, report.services) };
}

/** Everything that can be found out, which takes longer. */
export async function examineDeeply(
  context: HandlerContext,
  declared: DeclaredSwarm,
  now = new Date(context.clock.now()),
): Promise<Examination & { look: DeepLook }> {
  const look = await lookDeeply(context, declared);
  const report = reportOf(look);
  return { look, report, findings: deepFindingsOf(look, report.services, now) };
}

/** The exit code of a command that tells these findings. */
export const exitCodeOf = (findings: readonly Finding[]) =>
  findings.some(isUrgent) ? exitCodes.attention : exitCodes.fine;
