import { CommanderError } from "commander";
import { messageOf } from "../provisioners/core/errors";
import { exitCodes } from "./exit-codes";
import { Interrupted } from "./interrupted";

/** How a command ends that threw: its exit code, and what is printed on stderr. */
export function endingOf(error: unknown): { code: number; text?: string } {
  // Who pressed ^C knows why the command ended.
  if (error instanceof Interrupted) return { code: error.exitCode };
  // commander has printed its own text.
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? exitCodes.fine : exitCodes.unknown };
  return { code: exitCodes.unknown, text: messageOf(error) };
}
