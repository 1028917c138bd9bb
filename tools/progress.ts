/** Set-up's lines: one when a step begins, a passing one while it runs (terminals only), one with the time it took. */

export type Status = (text: string) => void;

const terminal = process.stderr.isTTY;
let passing = false;

function write(text: string): void {
  if (passing) process.stderr.write("\r\x1b[K");
  passing = false;
  process.stderr.write(text);
}

/** A whole line. Progress goes to stderr, so that a command's own output can be piped. */
export function line(text: string): void {
  write(`${text}\n`);
}

function passingLine(text: string): void {
  write(text.slice(0, (process.stderr.columns ?? 80) - 1));
  passing = true;
}

/** Without a terminal, a changed status is worth a line only this often. */
const plainIntervalMs = 15_000;

/** Runs one step of the set-up; its status texts are shown while it runs. */
export async function step<T>(title: string, work: (status: Status) => Promise<T>): Promise<T> {
  const start = Date.now();
  let shown = start;
  line(`→ ${title} …`);
  const status: Status = (text) => {
    if (terminal) passingLine(`  ${text}`);
    else if (Date.now() - shown >= plainIntervalMs) {
      shown = Date.now();
      line(`  ${text} (${seconds(start)})`);
    }
  };
  try {
    const result = await work(status);
    line(`✓ ${title} (${seconds(start)})`);
    return result;
  } catch (error) {
    line(`✗ ${title} (${seconds(start)})`);
    throw error;
  }
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
