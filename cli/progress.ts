/** Where progress is written; tests give their own. */
export type Output = Pick<NodeJS.WriteStream, "write"> & Partial<Pick<NodeJS.WriteStream, "isTTY" | "columns">>;

/** Back to the line's beginning, and nothing on it: also where something has just left its own words. */
export const CLEAR = "\r\x1b[K";
/** What ends sooner needs no word. */
const QUIET_MS = 1_000;
/** Without a terminal, the same wait is worth a line only this often. */
export const PLAIN_MS = 15_000;

/** Shows a text in the place of the terminal's last line, cut to its width. */
export function showLive(text: string, output: Output): void {
  output.write(`${CLEAR}${text.slice(0, (output.columns || 80) - 1)}`);
}

/** The live line of a command on stderr: what it waits for. In a terminal it changes in place; elsewhere it is plain lines. */
export class Progress {
  private shownAt: number;
  private isShown = false;

  constructor(
    private readonly output: Output = process.stderr,
    private readonly now: () => number = Date.now,
  ) {
    this.shownAt = this.output.isTTY ? 0 : this.now() - PLAIN_MS + QUIET_MS;
  }

  /** Shows what is waited for; nothing where there is no text. */
  status(text: string): void {
    if (text === "") {
      this.end();
      return;
    }
    const first = text.split("\n", 1)[0] ?? "";
    if (this.output.isTTY) {
      showLive(first, this.output);
      this.isShown = true;
      return;
    }
    if (this.now() - this.shownAt < PLAIN_MS) return;
    this.shownAt = this.now();
    this.output.write(`${first}\n`);
  }

  /** A line that stays. */
  line(text: string): void {
    this.end();
    this.output.write(`${text}\n`);
  }

  /** Takes the live line away. */
  end(): void {
    if (this.isShown) this.output.write(CLEAR);
    this.isShown = false;
  }
}
