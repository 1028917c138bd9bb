/** Something that an operator should know. */
export interface Finding {
  /** Name of the check that found it. */
  check: string;
  /** `attention`: something is broken or soon will be. `note`: worth knowing. */
  severity: "attention" | "note";
  /** A node, a service or the swarm. */
  where: string;
  what: string;
  /** Why it matters. */
  why: string;
  fix: string;
}

/** The same reason and fix for whatever a check finds. */
export type Check = Pick<Finding, "check" | "severity" | "why" | "fix">;

export const finding = (check: Check, where: string, what: string): Finding => ({ ...check, where, what });
