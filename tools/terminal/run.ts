import {
  type Child,
  type Ended,
  execute,
  type ProcessOptions,
  succeeded,
  type Task,
} from "../../provisioners/core/process";

export { lastLines } from "../../provisioners/core/process";
export type RunOptions = Omit<ProcessOptions, "terminal" | "onStart">;
export type Captured = Ended;

/** Ends a command that the user interrupted; not an error to explain. */
export class Interrupted extends Error {
  constructor(readonly exitCode: number) {
    super("Interrupted");
    this.name = "Interrupted";
  }
}

/** Runs a program on this terminal and gives its exit code. */
export async function stream(program: string, args: string[], options: RunOptions = {}): Promise<number> {
  return (await interruptible((onStart) => execute(program, args, { ...options, terminal: true, onStart }))).code;
}

/** Runs a program and gives what it printed. A program that cannot be started is an error, a non-zero code is not. */
export function capture(program: string, args: string[], options: RunOptions = {}): Promise<Captured> {
  return interruptible((onStart) => execute(program, args, { ...options, onStart }));
}

/** Like `capture`, for programs that have to succeed. */
export async function mustCapture(program: string, args: string[], options: RunOptions & Task): Promise<string> {
  return succeeded(program, await capture(program, args, options), options);
}

/**
 * Waits for a program's end. Ctrl-C reaches it through the terminal (passing it on would make it two, which Pulumi
 * takes for "stop at once"), so this process only waits; TERM and HUP are sent to us alone and are passed on.
 */
async function interruptible(work: (onStart: (child: Child) => void) => Promise<Ended>): Promise<Ended> {
  let child: Child | undefined;
  let stopped: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => {
    stopped = signal;
  };
  const pass = (signal: NodeJS.Signals) => {
    stopped = signal;
    // It may take its time to end well.
    child?.kill(signal, { forceKillAfterTimeout: false });
  };
  process.on("SIGINT", note).on("SIGTERM", pass).on("SIGHUP", pass);
  try {
    const ended = await work((started) => {
      child = started;
    });
    const interrupted = stopped ?? (ended.signal === "SIGINT" ? ended.signal : undefined);
    if (interrupted) throw new Interrupted(interrupted === "SIGINT" ? 130 : 143);
    return ended;
  } finally {
    process.off("SIGINT", note).off("SIGTERM", pass).off("SIGHUP", pass);
  }
}
