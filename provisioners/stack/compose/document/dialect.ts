import { type Document, isCollection, type Scalar, visit } from "yaml";

interface DialectProblem {
  /** Where in the text. */
  at: number;
  reason: string;
}

/** Pure: what is YAML, and Docker's client takes for something else or for none. */
export function dialectProblems(document: Document.Parsed, text: string): DialectProblem[] {
  const problems: DialectProblem[] = [];
  visit(document, {
    Scalar(key, node, path) {
      const scalar = node as Scalar.Parsed;
      const inFlow = (path.findLast(isCollection) as { flow?: boolean } | undefined)?.flow === true;
      const reason = reasonFor(scalar, text, { inFlow, isKey: key === "key" });
      if (reason) problems.push({ at: scalar.range[0], reason });
    },
  });
  return problems;
}

interface Around {
  /** Between brackets or braces. */
  inFlow: boolean;
  isKey: boolean;
}

function reasonFor({ type, range: [from, to] }: Scalar.Parsed, text: string, { inFlow, isKey }: Around) {
  const written = text.slice(from, to);
  if (type === "QUOTE_DOUBLE" && /^(?:[^\\]|\\[^/])*\\\//.test(written)) {
    return "has the escape `\\/`, which Docker's client does not know: write `/`";
  }
  if (type !== "PLAIN" || !inFlow) return undefined;
  if (/^[:?]/.test(written)) return "begins with a colon or a question mark between brackets: put it in quotes";
  const isGlued = isKey && /^:[,\]}]/.test(text.slice(to, to + 2));
  return isGlued ? "Docker's client takes the colon for a part of the key: write a space after it" : undefined;
}
