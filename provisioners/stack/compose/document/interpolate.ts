// biome-ignore-all lint/suspicious/noTemplateCurlyInString: messages show variables of stack files
/** What was noticed about one variable in a text. */
export interface Notice {
  /** Where its `$` stands in the text. */
  index: number;
  severity: "problem" | "warning";
  reason: string;
}

export type Variables = Readonly<Record<string, string>>;

const substitution = "[_a-z][_a-z0-9]*(?::?[-?][^}]*)?";
/** As in Docker's CLI, which takes the modifiers without braces too. */
const pattern = new RegExp(`\\$(?:(\\$)|(${substitution})|\\{(${substitution})\\}|())`, "gi");

/**
 * Replaces variables by the rules of `docker stack deploy`, which knows less than Compose: `$NAME`, `${NAME}` and the
 * forms `:-`, `-`, `:?`, `?`; `$$` is a dollar sign. Nothing is nested.
 */
export function interpolate(text: string, variables: Variables): { text: string; notices: Notice[] } {
  const notices: Notice[] = [];
  const result = text.replace(pattern, (_, dollar, named: string | undefined, braced: string | undefined, ...rest) => {
    const index = rest[1] as number;
    const notice = (severity: Notice["severity"], reason: string) => void notices.push({ index, severity, reason });
    if (dollar) return "$";
    const inner = named ?? braced;
    if (inner === undefined) {
      notice("problem", formatReason(text.slice(index)));
      return "";
    }
    if (named && /[-?]/.test(named)) {
      const name = /^\w+/.exec(named)?.[0];
      notice("warning", `Docker takes all that follows \`$${name}\` for its default: write \`\${${name}}\``);
    }
    return substitute(inner, variables, notice);
  });
  return { text: result, notices };
}

/** A variable's value. The order of the four forms is that of Docker's CLI. */
function substitute(
  inner: string,
  variables: Variables,
  notice: (severity: Notice["severity"], reason: string) => void,
) {
  const name = /^\w+/.exec(inner)?.[0] ?? "";
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const form = /^(:?[-?])([\s\S]*)$/.exec(inner.slice(name.length));
  const [, operator, word = ""] = form ?? [];
  if (operator?.endsWith("?") && word.includes("-")) {
    // The CLI looks for a dash before it looks for a question mark, wherever they stand.
    notice("problem", `Docker takes the \`-\` in the message of \`\${${name}?…}\` for a default: write it without`);
    return "";
  }
  if (operator === "-" && word.includes(":-")) {
    notice("problem", `Docker takes the first \`:-\` in \`\${${name}-…}\` for the operator: write \`\${${name}:-…}\``);
    return "";
  }
  switch (operator) {
    case ":-":
      return value || word;
    case "-":
      return value ?? word;
    case ":?":
    case "?":
      if (value !== undefined && (value || operator === "?")) return value;
      notice("problem", `the variable ${name} has no value${word ? ` (${word})` : ""}: give it in \`variables\``);
      return "";
    default:
      if (value === undefined) {
        notice(
          "warning",
          `the variable ${name} has no value and Docker puts nothing in its place: give it in \`variables\`, or write a default`,
        );
      }
      return value ?? "";
  }
}

function formatReason(rest: string): string {
  if (/^\$\{\w+:?\+/.test(rest)) return "Docker does not know the form `${NAME:+…}`: only `:-`, `-`, `:?` and `?`";
  if (/^\$\{/.test(rest)) return "is no variable: write `${NAME}` or `${NAME:-default}`, or `$$` for a dollar sign";
  return "a single `$` is no variable: write `$$` for a dollar sign";
}
