import { createInterface } from "node:readline/promises";
import { SwarmError } from "../provisioners/core/errors";

/**
 * Asks before something is changed; `--yes` answers for scripts.
 *
 * @throws SwarmError `NOT_CONFIRMED`
 */
export async function confirmed(question: string, yes: boolean | undefined, signal: AbortSignal): Promise<void> {
  if (yes) return;
  const { stdin: input, stderr: output } = process;
  const refuse = (cause: string) =>
    new SwarmError({
      code: "NOT_CONFIRMED",
      summary: "Nothing was changed",
      cause,
      fix: "Give `--yes` to go on without a question",
    });
  if (!input.isTTY) throw refuse("there is no terminal to ask on");
  const asking = createInterface({ input, output });
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw refuse("the answer was not yes");
  } finally {
    asking.close();
  }
}
