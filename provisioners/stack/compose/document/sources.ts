import { LineCounter } from "yaml";

/** One of the files that a stack is made of. */
export interface StackText {
  /** For messages. */
  name: string;
  text: string;
}

interface Source extends StackText {
  start: number;
  lines: LineCounter;
}

/** The stack's files laid end to end, so that one number is a place in any of them. */
export class Sources {
  readonly files: readonly Source[];
  /** All of them. */
  readonly text: string;

  constructor(files: readonly StackText[]) {
    let start = 0;
    this.files = files.map(({ name, text }) => {
      const source = { name, text, start, lines: new LineCounter() };
      // The end of one file is another place than the start of the next.
      start += text.length + 1;
      return source;
    });
    this.text = files.map(({ text }) => text).join("\n");
  }

  placeOf(at: number): { file: string; line: number; column: number } {
    const source = this.files.findLast(({ start }) => start <= at) as Source;
    const { line, col } = source.lines.linePos(at - source.start);
    return { file: source.name, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}
