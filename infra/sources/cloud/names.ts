import { SwarmError } from "../../../provisioners/core/errors";

/** What a cloud allows of one kind of names. */
export interface NameRule {
  /** What it names, for people. */
  readonly of: string;
  readonly longest: number;
  readonly pattern: RegExp;
  /** The pattern in words: goes on from "may have at most N characters: ". */
  readonly words: string;
  /** Where the cloud says so. */
  readonly source: string;
}

/** What is wrong with a name; `undefined` for a good one. */
export function nameProblem(rule: NameRule, name: string): string | undefined {
  if (name.length <= rule.longest && rule.pattern.test(name)) return undefined;
  return `the name of a ${rule.of} may have at most ${rule.longest} characters: ${rule.words} (${rule.source})`;
}

/**
 * The name itself, where the cloud allows it.
 * @throws SwarmError with the rule. Code: `CONFIG_INVALID`.
 */
export function allowedName(rule: NameRule, name: string): string {
  const problem = nameProblem(rule, name);
  if (problem === undefined) return name;
  throw new SwarmError({
    code: "CONFIG_INVALID",
    summary: `The cloud does not accept ${JSON.stringify(name)}: ${problem}`,
    fix: "choose another name for the cluster (`cloud.name`) or the pool; nothing was made or changed",
  });
}
