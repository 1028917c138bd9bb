import { line } from "../tools/terminal/progress";
import { Interrupted } from "../tools/terminal/run";

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs work that ends by itself when we are asked to end: its signal is aborted, and it cleans up. Asked again, we end at
 * once, and `remains` says what is left and how to remove it.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, remains: string): Promise<T> {
  const controller = new AbortController();
  const handlers = Object.entries(codes).map(([name, code]) => {
    const handle = () => {
      if (controller.signal.aborted) {
        line(`\nEnded at once. ${remains}`);
        process.exit(code);
      }
      line("\nEnding: what was made is removed first. Once more ends it at once.");
      controller.abort(new Interrupted(code));
    };
    process.on(name, handle);
    return { name, handle };
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    // What stopped it is what there is to say, not how the work noticed.
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    for (const { name, handle } of handlers) process.off(name, handle);
  }
}
