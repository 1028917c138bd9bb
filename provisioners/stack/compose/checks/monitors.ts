import type { Findings } from "../document/findings";
import { at, entriesOf, isTrue, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import { durationOf } from "../shape/formats";

const SECOND = 1e9;
/** Docker's own, where a health check does not say it. */
const INTERVAL = 30 * SECOND;
const RETRIES = 3;

/** An update counts a failure only while it is watched; a health check may take longer to find one. */
export function warnOfMonitors(file: Tree, findings: Findings): void {
  for (const { key, value: service } of entriesOf(at(file, "services"))) {
    const health = at(service, "healthcheck");
    if (!health || isTrue(at(health, "disable"))) continue;
    const interval = timeOf(at(health, "interval")) || INTERVAL;
    const retries = Number(textOf(at(health, "retries")) ?? 0) || RETRIES;
    const needed = (timeOf(at(health, "start_period")) ?? 0) + interval * retries;
    for (const config of ["update_config", "rollback_config"]) {
      const monitor = at(service, "deploy", config, "monitor");
      const watched = timeOf(monitor);
      // Zero stands for Docker's default.
      if (!monitor || !watched || watched < 0 || watched >= needed) continue;
      findings.warning(
        monitor.at,
        `services.${key}.deploy.${config}.monitor is shorter than the health check needs to find a failure, which then counts no more: make it at least \`${Math.ceil(needed / SECOND)}s\` (start_period + interval × retries)`,
      );
    }
  }
}

const timeOf = (tree: Tree | undefined) => durationOf(textOf(tree) ?? "");
