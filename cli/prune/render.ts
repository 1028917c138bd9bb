import { readerCommand } from "../../provisioners/core/reader-command";
import { colors } from "../colors";
import { table } from "../table";
import { sizeText, sumOf } from "../usage/amounts";
import type { NodeResult } from "./nodes";
import { bytesOf, type Item, type PrunePlan } from "./plan";

/** So many names are shown; a volume is always named. */
const NAMES = 4;

/** A table for each node: what goes, or went, with the space that it takes. */
export function pruneText(results: readonly NodeResult[], isReal: boolean): string {
  const parts = results.map((result) =>
    "unreachable" in result
      ? `${colors.bold(result.node)}: ${colors.red("skipped")}, ${result.unreachable}`
      : nodeText(result, isReal),
  );
  const total = sumOf(results.map((result) => ("plan" in result ? bytesOf(result.plan) : 0)));
  const end = isReal
    ? `Removed: at least ${sizeText(total)}.`
    : `Nothing was removed. ${readerCommand("swarm", "prune --yes")} frees at least ${sizeText(total)}.`;
  return [...parts, end].join("\n\n");
}

function nodeText({ node, plan, left = [] }: Extract<NodeResult, { plan: PrunePlan }>, isReal: boolean): string {
  const rows = [
    row("stopped containers", plan.containers),
    row("unused images", plan.images),
    row("unused networks", plan.networks),
    ["build cache", "", sizeText(plan.buildCache), ""],
    ...(plan.volumes.length > 0 ? [row("volumes", plan.volumes, plan.volumes.length)] : []),
  ];
  const stays = [
    ...plan.kept.map(({ name, reason }) => `${name} stays: ${reason}`),
    ...[...plan.refused, ...left].map(({ name, reason }) => colors.yellow(`${name} was not removed: ${reason}`)),
  ];
  const heading = `${colors.bold(node)}: at least ${sizeText(bytesOf(plan))}${isReal ? " removed" : ""}`;
  return [heading, table(["WHAT", "COUNT", "SPACE", "NAMES"], rows), ...stays].join("\n");
}

function row(what: string, items: readonly Item[], most = NAMES): string[] {
  const names = items.slice(0, most).map(({ name }) => name);
  const more = items.length > most ? [`${items.length - most} more`] : [];
  return [what, String(items.length), sizeText(sumOf(items.map(({ bytes }) => bytes))), [...names, ...more].join(", ")];
}
