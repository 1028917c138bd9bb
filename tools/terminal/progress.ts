import { CLEAR, type Output, PLAIN_MS, showLive } from "../../cli/progress";

/*
 * Progress goes to stderr, so that a command's own output can be piped. In a terminal a step is one line that changes in
 * place; elsewhere it is plain lines.
 */

export type Status = (text: string) => void;

const TERMINAL_MS = 1_000;

/** A whole line. */
export function line(text: string, output: Output = process.stderr): void {
  output.write(`${output.isTTY ? CLEAR : ""}${text}\n`);
}

/** Runs one step of a command; its status texts and its time are shown while it runs. */
export async function step<T>(
  title: string,
  work: (status: Status) => Promise<T>,
  output: Output = process.stderr,
): Promise<T> {
  const start = Date.now();
  const seconds = (digits: number) => `${((Date.now() - start) / 1000).toFixed(digits)} s`;
  let status = "";
  const show = () => {
    if (!output.isTTY) return line(`  ${status || title} (${seconds(0)})`, output);
    const text = [`→ ${title} … ${seconds(0)}`, status].filter(Boolean).join("  ");
    showLive(text, output);
  };
  if (output.isTTY) show();
  else line(`→ ${title} …`, output);
  const timer = setInterval(show, output.isTTY ? TERMINAL_MS : PLAIN_MS);
  try {
    const result = await work((text) => {
      status = text;
      if (output.isTTY) show();
    });
    line(`✓ ${title} (${seconds(1)})`, output);
    return result;
  } catch (error) {
    line(`✗ ${title} (${seconds(1)})`, output);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
