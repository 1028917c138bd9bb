import type { LineCounter } from "yaml";

/** Something about a place in a stack file. Reasons never repeat values: they may be secrets. */
export interface FileProblem {
  line: number;
  column: number;
  reason: string;
}

/** Collects what is found in a stack file, each once, in the order of the file. */
export class Findings {
  private readonly problemsFound = new Map<string, { at: number; reason: string }>();
  private readonly warningsFound = new Map<string, { at: number; reason: string }>();

  constructor(private readonly lines: LineCounter) {}

  /** Docker would refuse it, or it cannot work. */
  problem(at: number, reason: string): void {
    this.problemsFound.set(`${at} ${reason}`, { at, reason });
  }

  /** Docker takes it, but does something else than it says. */
  warning(at: number, reason: string): void {
    this.warningsFound.set(`${at} ${reason}`, { at, reason });
  }

  placeOf(at: number): { line: number; column: number } {
    const { line, col } = this.lines.linePos(at);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  get problems(): FileProblem[] {
    return this.placed(this.problemsFound);
  }

  get warnings(): FileProblem[] {
    return this.placed(this.warningsFound);
  }

  private placed(found: Map<string, { at: number; reason: string }>): FileProblem[] {
    const inOrder = [...found.values()].sort((a, b) => a.at - b.at);
    return inOrder.map(({ at, reason }) => ({ ...this.placeOf(at), reason }));
  }
}
