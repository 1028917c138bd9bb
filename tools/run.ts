import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type ErrorCode, SwarmError } from "../provisioners/core/errors";

/** Ends a command that the user interrupted; not an error to explain. */
export class Interrupted extends Error {
  constructor(readonly exitCode: number) {
    super("Interrupted");
    this.name = "Interrupted";
  }
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

export interface CaptureOptions extends RunOptions {
  /** Called for every line of both streams as it comes. */
  onLine?: (line: string) => void;
}

export interface Captured {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program on this terminal and gives its exit code. */
export async function stream(command: string, args: string[], options: RunOptions = {}): Promise<number> {
  return ended(command, spawn(command, args, { ...options, stdio: "inherit" }));
}

/** Runs a program and gives what it printed. A program that cannot be started is an error, a non-zero code is not. */
export async function capture(command: string, args: string[], options: CaptureOptions = {}): Promise<Captured> {
  const { onLine, ...rest } = options;
  const child = spawn(command, args, { ...rest, stdio: ["ignore", "pipe", "pipe"] });
  const collect = async (from: NodeJS.ReadableStream): Promise<string> => {
    const lines: string[] = [];
    for await (const text of createInterface({ input: from })) {
      lines.push(text);
      onLine?.(text);
    }
    return lines.join("\n");
  };
  const [code, stdout, stderr] = await Promise.all([
    ended(command, child),
    collect(child.stdout),
    collect(child.stderr),
  ]);
  return { code, stdout, stderr };
}

/** Like `capture`, for programs that have to succeed. */
export async function mustCapture(
  command: string,
  args: string[],
  options: CaptureOptions & { what: string; code: ErrorCode; fix?: string },
): Promise<string> {
  const { what, code: errorCode, fix, ...rest } = options;
  const { code, stdout, stderr } = await capture(command, args, rest);
  if (code === 0) return stdout;
  const cause = `${command} ${args[0] ?? ""} ended with code ${code}\n${lastLines(stderr || stdout)}`;
  throw new SwarmError({ code: errorCode, summary: what, cause, fix });
}

/** The end of a program's output, where its reason usually stands. */
export function lastLines(text: string, count = 15): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/**
 * Waits for a child's end. Ctrl-C reaches the child through the terminal (passing it on would make it two, which
 * Pulumi takes for "stop at once"), so this process only waits; TERM and HUP are sent to us alone and are passed on.
 */
function ended(command: string, child: ChildProcess): Promise<number> {
  let stopped: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => {
    stopped = signal;
  };
  const pass = (signal: NodeJS.Signals) => {
    stopped = signal;
    child.kill(signal);
  };
  process.on("SIGINT", note).on("SIGTERM", pass).on("SIGHUP", pass);
  return new Promise<number>((resolve, reject) => {
    child.on("error", (cause) =>
      reject(new SwarmError({ code: "CANNOT_START", summary: `Cannot start ${command}`, cause })),
    );
    child.on("close", (code, signal) => {
      const interrupted = stopped ?? (signal === "SIGINT" ? signal : undefined);
      if (interrupted) reject(new Interrupted(interrupted === "SIGINT" ? 130 : 143));
      else resolve(code ?? 1);
    });
  }).finally(() => process.off("SIGINT", note).off("SIGTERM", pass).off("SIGHUP", pass));
}
