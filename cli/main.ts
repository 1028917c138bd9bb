import { CommanderError } from "commander";
import { messageOf } from "../provisioners/core/errors";
import { exitCodes } from "./exit-codes";
import { program } from "./program";

program()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.unknown;
      return;
    }
    console.error(messageOf(error));
    process.exitCode = exitCodes.unknown;
  });
