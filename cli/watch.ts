import { type CommandContext, untilInterrupted, withContext } from "./context";

/** Time between two looks with `--watch`. */
const WATCH_MS = 5_000;
const CLEAR_SCREEN = "\x1b[2J\x1b[H";

export const watchHelp = "look again every 5 seconds, until ^C";

/** Looks once and shows what was seen, or with `--watch` again and again. */
export async function watched(
  watch: boolean | undefined,
  look: (context: CommandContext) => Promise<() => void>,
): Promise<void> {
  if (!watch) return (await withContext(look))();
  await untilInterrupted(async (context) => {
    for (;;) {
      const show = await look(context);
      context.status("");
      if (process.stdout.isTTY) process.stdout.write(CLEAR_SCREEN);
      show();
      await context.clock.sleep(WATCH_MS, context.signal);
    }
  });
}
