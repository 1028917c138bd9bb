import { SwarmError } from "../../provisioners/core/errors";
import type { Lack } from "./lacks";

/** All that is missing, in one error. */
export function requirementsError(lacks: readonly Lack[], hints: readonly string[] = []): SwarmError {
  const rows = [...byFix(lacks)].map(([fix, what]) => `- ${what.join("; ")}\n  ${fix}`);
  return new SwarmError({
    code: "LAB_REQUIREMENTS",
    summary: "This computer lacks what the lab needs; nothing has been made",
    host: "this machine",
    cause: [...rows, ...hints].join("\n"),
    fix: "run the command below each line, then repeat this one",
  });
}

/** One command may mend two lacks: it is told once. */
function byFix(lacks: readonly Lack[]): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const { what, fix } of lacks) rows.set(fix, [...(rows.get(fix) ?? []), what]);
  return rows;
}
