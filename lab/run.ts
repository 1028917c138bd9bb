import { spawn } from "node:child_process";
import { SwarmError } from "../provisioners/core/errors";
import { labEnvironment } from "./requirements/path";

export interface RunOptions {
  /** What the program does, for the error: "make the disk image". */
  what: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Called with each line that the program prints. */
  onLine?: (line: string) => void;
  signal?: AbortSignal;
}

/** Runs a program of the lab's host to its end and gives what it printed. */
export function run(program: string, args: string[], options: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new SwarmError({ code: "LAB_PROGRAM", summary: `Cannot ${options.what}`, host: "this machine", cause }));
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: labEnvironment(options.env),
      cwd: options.cwd,
      signal: options.signal,
    });
    let printed = "";
    const take = (chunk: Buffer) => {
      printed += chunk.toString();
      for (const line of chunk.toString().split("\n")) if (line.trim()) options.onLine?.(line.trim());
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) resolve(printed);
      else fail(`${program} ended with ${code}:\n${printed.trim().split("\n").slice(-12).join("\n")}`);
    });
  });
}
