import type { z } from "zod";
import type { SwarmError } from "../../core/errors";
import type { Facts } from "../facts/facts";
import type { preflightInputs } from "./schema";

/** What is asked of the preflight. */
export type Intent = z.output<typeof preflightInputs>;
export type PreflightHost = Intent["hosts"][number];

/** A host that could be looked at. */
export interface Known {
  host: PreflightHost;
  facts: Facts;
}

/** A host that was looked at, or why it could not be. */
export type Looked = Known | { host: PreflightHost; error: SwarmError };

/** A host that fails a check. */
export interface Found {
  host: string;
  reason: string;
  /** Where there is a better one than the check's own. */
  fix?: string;
  /** The swarm works all the same. */
  isWarning?: true;
}

/** One requirement. */
export interface Check {
  /** What is refused, as a line of the documentation. */
  refuses: string;
  fix: string;
  /** Pure. */
  find(looked: readonly Looked[], intent: Intent): Found[];
}

/** A check of each host by itself: `judge` gives the reasons against it. */
export function ofEach(judge: (facts: Facts, host: PreflightHost, intent: Intent) => string[]): Check["find"] {
  return (looked, intent) =>
    knownOf(looked).flatMap(({ host, facts }) =>
      judge(facts, host, intent).map((reason) => ({ host: host.name, reason })),
    );
}

export function knownOf(looked: readonly Looked[]): Known[] {
  return looked.filter((each) => "facts" in each);
}
