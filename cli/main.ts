import { endingOf } from "./ending";
import { exitCodes } from "./exit-codes";
import { program } from "./program";

// Whoever reads the output has enough of it: `pulumi-swarm logs | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.fine);
});

program()
  .parseAsync()
  .catch((error: unknown) => {
    const { code, text } = endingOf(error);
    if (text !== undefined) console.error(text);
    process.exitCode = code;
  });
