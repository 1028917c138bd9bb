import type { Sources } from "./sources";

/** Something about a place in a stack's files. Reasons never repeat values: they may be secrets. */
export interface FileProblem {
  file: string;
  line: number;
  column: number;
  reason: string;
}

/** Collects what is found in a stack's files, each once, in the order of the files. */
export class Findings {
  private readonly problemsFound = new Map<string, { at: number; reason: string }>();
  private readonly warningsFound = new Map<string, { at: number; reason: string }>();

  constructor(private readonly sources: Sources) {}

  /** Docker would refuse it, or it cannot work. */
  problem(at: number, reason: string): void {
    this.problemsFound.set(`${at} ${reason}`, { at, reason });
  }

  /** Docker takes it, but does something else than it says. */
  warning(at: number, reason: string): void {
    this.warningsFound.set(`${at} ${reason}`, { at, reason });
  }

  placeOf(at: number): { file: string; line: number; column: number } {
    return this.sources.placeOf(at);
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
