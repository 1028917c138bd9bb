import { colors } from "../colors";
import type { Finding } from "./finding";
import { isUrgent } from "./findings";

/** Each finding with its reason and fix. */
export function doctorText(findings: readonly Finding[]): string {
  if (findings.length === 0) return colors.green("Nothing found.");
  return findings
    .map((each) => {
      const { check, where, what, why, fix } = each;
      const colour = isUrgent(each) ? colors.red : colors.yellow;
      return [`${colour(check)}  ${colors.bold(where)}: ${what}`, `  Why: ${why}`, `  Fix: ${fix}`].join("\n");
    })
    .join("\n\n");
}
