import { SwarmError } from "../../provisioners/core/errors";
import { line } from "./progress";
import { Interrupted } from "./run";

/** Runs a command's body; what it throws becomes a message and an exit code. */
export function main(body: () => Promise<number>): void {
  body().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      if (error instanceof Interrupted) {
        line("\nInterrupted. The same command goes on from here.");
        process.exitCode = error.exitCode;
        return;
      }
      // Our own errors say what to do; anything else is a bug, and its stack is what helps.
      line(`\n${error instanceof SwarmError ? error.message : error instanceof Error ? error.stack : String(error)}`);
      process.exitCode = 1;
    },
  );
}
