import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** True where somebody can be asked. */
export const canAsk = () => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks on the terminal, beside what is piped; what is typed for a secret is not shown. */
export async function ask(question: string, { secret = false } = {}): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(question);
  const terminal = createInterface({ input: process.stdin, output: secret ? silent : process.stderr, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    if (secret) process.stderr.write("\n");
  }
}
