import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { Problem } from "../provider/resource";

/** A mistake in a stack file and where it stands. */
export interface FileProblem {
  line: number;
  column: number;
  reason: string;
}

export interface StackFile {
  problems: FileProblem[];
  services: string[];
}

/** Reads a stack file as far as its shape goes; Docker itself judges the rest. */
export function readStackFile(text: string): StackFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const problems: FileProblem[] = [];
  const at = (offset: number, reason: string) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ line: Math.max(line, 1), column: Math.max(col, 1), reason });
  };
  // The parser's message repeats the place and quotes the source; a stack file may hold a password.
  for (const error of document.errors) at(error.pos[0], firstLine(error.message));
  if (problems.length > 0) return { problems, services: [] };

  const root = document.contents;
  if (!isMap(root)) {
    at(root?.range?.[0] ?? 0, "a stack file is a mapping with `services:`");
    return { problems, services: [] };
  }
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === "services");
  if (!pair) {
    at(root.range?.[0] ?? 0, "`services:` is missing");
    return { problems, services: [] };
  }
  const offset = (node: unknown) => (node as { range?: [number, number, number] } | null)?.range?.[0];
  if (!isMap(pair.value) || pair.value.items.length === 0) {
    at(offset(pair.value) ?? offset(pair.key) ?? 0, "`services:` must be a mapping with at least one service");
    return { problems, services: [] };
  }
  const services = pair.value.items.map(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    if (!isMap(value)) at(offset(value) ?? offset(key) ?? 0, `the service "${name}" must be a mapping`);
    return name;
  });
  return { problems, services };
}

/** The mistakes as problems of the resource's inputs. */
export function fileProblems(text: string, fileName: string): Problem[] {
  return readStackFile(text).problems.map(({ line, column, reason }) => ({
    property: "file",
    reason: `${fileName}:${line}:${column}: ${reason}`,
  }));
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
}
