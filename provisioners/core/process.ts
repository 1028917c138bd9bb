import { existsSync } from "node:fs";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import execa, { type ExecaChildProcess, type ExecaError, type ExecaReturnValue } from "execa";
import { type ErrorCode, messageOf, SwarmError } from "./errors";
import { howToInstall, searchPath } from "./programs";

export type Child = ExecaChildProcess;

export interface ProcessOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the program is killed. */
  timeoutMs?: number;
  /** Gives the program this terminal; nothing is captured. */
  terminal?: boolean;
  /** Has it lead a process group of its own, which gets no Ctrl-C of this terminal. */
  ownGroup?: boolean;
  /** Called with each line that the program prints. */
  onLine?: (line: string) => void;
  /** Called as soon as the program is started. */
  onStart?: (child: Child) => void;
}

/** What a program is run for, for the error. */
export interface Task {
  /** Completes "Cannot …": "make the disk image". */
  what: string;
  code: ErrorCode;
  host?: string;
  fix?: string;
}

export interface Ended {
  /** The exit code; 128 and the signal's number for a program that a signal ended, as shells have it. */
  code: number;
  signal?: NodeJS.Signals;
  stdout: string;
  stderr: string;
  /** Both streams, as they came. */
  output: string;
}

/** Runs a program to its end, without input. A program that cannot be started is an error, a non-zero code is not. */
export async function execute(program: string, args: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  return attempt(program, args, options, { what: `start ${program}`, code: "CANNOT_START" });
}

/** Like `execute`, for programs that have to succeed; gives what they print on stdout. */
export async function run(program: string, args: readonly string[], options: ProcessOptions & Task): Promise<string> {
  return succeeded(program, await attempt(program, args, options, options), options);
}

/** @throws SwarmError where the program failed; it ends with the program's last lines. */
export function succeeded(program: string, ended: Ended, task: Task): string {
  if (ended.code === 0) return ended.stdout;
  const how = `${program} ended with ${ended.signal ?? `code ${ended.code}`}`;
  const last = lastLines(ended.stderr || ended.output);
  throw failure(task, last ? `${how}:\n${last}` : how);
}

/** The end of a program's output, where its reason usually stands. */
export function lastLines(text: string, count = 15): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/** Why a program could not be started, from the error of a `spawn`. */
export function whyNotStarted(program: string, error: unknown, cwd?: string): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return cwd === undefined || existsSync(cwd)
        ? `there is no program ${program} on PATH`
        : `there is no folder ${cwd}`;
    case "EACCES":
      return `${program} is not allowed to be executed`;
    default:
      return messageOf(error);
  }
}

async function attempt(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, timeoutMs, terminal, ownGroup, onLine, onStart }: ProcessOptions,
  task: Task,
): Promise<Ended> {
  const child = execa(program, args, {
    cwd,
    env: { ...env, PATH: searchPath(env.PATH) },
    extendEnv: false,
    stdio: terminal ? "inherit" : ["ignore", "pipe", "pipe"],
    all: !terminal,
    detached: ownGroup,
    reject: false,
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
  onStart?.(child);
  if (onLine && child.all) {
    createInterface({ input: child.all }).on("line", (text) => text.trim() && onLine(text.trim()));
  }
  // With `reject: false`, an error is given as the result.
  const result: ExecaReturnValue & Partial<ExecaError & { code: string }> = await child;
  if (result.timedOut) throw failure(task, `${program} did not end within ${(timeoutMs ?? 0) / 1000} s`);
  if (result.code !== undefined) {
    const cause = whyNotStarted(program, { code: result.code, message: result.originalMessage }, cwd);
    throw failure(result.code === "ENOENT" ? { ...task, fix: howToInstall(program) } : task, cause);
  }
  const signal = result.signal as NodeJS.Signals | undefined;
  const code = result.exitCode ?? (signal ? 128 + constants.signals[signal] : 1);
  return { code, signal, stdout: result.stdout ?? "", stderr: result.stderr ?? "", output: result.all ?? "" };
}

function failure({ what, code, host, fix }: Task, cause: string): SwarmError {
  return new SwarmError({ code, summary: `Cannot ${what}`, host, cause, fix });
}

/** The command line of a program that is killed when this process ends in whatever way, where the system can see to that. */
export function dyingWithUs(program: string, args: readonly string[]): [string, string[]] {
  if (process.platform !== "linux") return [program, [...args]];
  return ["setpriv", ["--pdeathsig", "KILL", program, ...args]];
}

/** True while a process with this ID runs here, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
