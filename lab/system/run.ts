import { type ProcessOptions, run as runProgram } from "../../provisioners/core/process";

export interface RunOptions extends ProcessOptions {
  /** What the program does, for the error: "make the disk image". */
  what: string;
  fix?: string;
}

/** Runs a program of the lab's host to its end and gives what it printed. */
export function run(program: string, args: string[], options: RunOptions): Promise<string> {
  return runProgram(program, args, { ...options, code: "LAB_PROGRAM", host: "this machine" });
}
