import { SwarmError } from "../../../provisioners/core/errors";
import { nearestOf } from "../../../provisioners/core/nearest";

/** The configuration's namespace: keys are `swarm:stacks` and so on. */
export const namespace = "swarm";

/** One problem of the configuration. */
export interface Problem {
  /** Where, without the namespace: `pools[0].count`. */
  path: string;
  /** What is wrong and what to do; goes on from the path: `pools[0].count` "must be at least 1". */
  text: string;
}

/** Everything that is wrong with the configuration. Code: `CONFIG_INVALID`. */
export class ConfigError extends SwarmError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    const lines = problems.map(({ path, text }) => `  ${namespace}:${path} ${text}`);
    super({
      code: "CONFIG_INVALID",
      summary: `The stack configuration has ${count}:\n${lines.join("\n")}`,
      fix: "correct Pulumi.<stack>.yaml, or use `pulumi config set --path`; nothing was made or changed",
    });
    this.problems = problems;
  }
}

/** Keys and indexes that lead to a value. */
export type Path = readonly PropertyKey[];

/** `["pools", 0, "count"]` → `pools[0].count`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text ? `${text}.${String(key)}` : String(key);
  }, "");
}

/** "is unknown; did you mean `x`? Known: …" */
export function unknownText(what: string, word: string, known: readonly string[]): string {
  const nearest = nearestOf(word, known);
  const list = known.length > 0 ? `known: ${known.join(", ")}` : "none is known here";
  return nearest ? `is no known ${what}: did you mean \`${nearest}\`?` : `is no known ${what}; ${list}`;
}
