import { SwarmError } from "../../core/errors";
import { patient } from "../../core/patience";
import { type Clock, until } from "../../core/until";
import { cancelled } from "../failures";
import { type Framed, type FrameOptions, frame } from "../frame/line";
import { lastLines } from "../lines";
import type { Link } from "../link";
import { quote } from "../quote";
import type { RunOptions, RunResult, UseOptions } from "../types";
import { type ExecOptions, exec } from "./exec";

export interface CommandHost {
  link: Link;
  user: string;
  sudoPassword?: string;
  label: string;
  use: UseOptions;
  clock: Clock;
}

/** `Host.run`: as root, within a deadline, repeated where that is safe. */
export async function runCommand(
  host: CommandHost,
  command: string | readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { sudo = true, codes = [0], idempotent = false } = options;
  const deadlineMs = options.deadlineMs ?? 60_000;
  const script = typeof command === "string" ? command : quote(command);
  const what = options.what ?? shorten(script);
  const { label, user, use } = host;
  const become: Become = sudo ? becomeRoot(host) : {};
  // `timeout` ends the command even where the connection to it is gone.
  const framed = () => frame(script, { sudo: become.sudo, seconds: Math.ceil(patient(deadlineMs) / 1000) + 2 });
  const attempt: ExecOptions = {
    ...options,
    label,
    user,
    sudoPassword: become.sudoPassword,
    what,
    deadlineMs,
    signal: use.signal,
  };
  const result = await orCancelled(host, what, () => repeat(host, framed, attempt, idempotent));
  if (codes.includes(result.code)) return result;
  throw commandFailed(host.label, what, result);
}

interface Become extends Pick<FrameOptions, "sudo"> {
  /** What sudo is told when it asks. */
  sudoPassword?: string;
}

/** How the login user becomes root. */
export function becomeRoot({ user, sudoPassword }: CommandHost): Become {
  if (user === "root") return {};
  return sudoPassword === undefined ? { sudo: "plain" } : { sudo: "password", sudoPassword };
}

async function repeat(
  host: CommandHost,
  framed: () => Framed,
  options: ExecOptions,
  idempotent: boolean,
): Promise<RunResult> {
  const { what, label, deadlineMs, signal } = options;
  // Errors that must not be met with another try are carried past `until` as a value.
  const outcome = await until<{ result: RunResult } | { error: unknown }>(
    async () => {
      try {
        return { result: await once(host, framed(), options) };
      } catch (error) {
        if (isRepeatable(error, idempotent)) throw error;
        return { error };
      }
    },
    { what, host: label, deadlineMs: deadlineMs + (host.use.deadlineMs ?? 60_000), signal, clock: host.clock },
  );
  if ("error" in outcome) throw outcome.error;
  return outcome.result;
}

/** Gives the abort of a wait the form of our errors. */
export async function orCancelled<T>({ use, label }: CommandHost, what: string, wait: () => Promise<T>): Promise<T> {
  try {
    return await wait();
  } catch (error) {
    throw use.signal?.aborted ? cancelled(what, label) : error;
  }
}

async function once(host: CommandHost, framed: Framed, options: ExecOptions): Promise<RunResult> {
  const release = await host.link.commands.take(host.use.signal);
  try {
    return await exec(await host.link.wire({ ...host.use, label: host.label }), framed, options);
  } finally {
    release();
  }
}

/** A session that was refused never started; a dropped one may have done its work. */
function isRepeatable(error: unknown, idempotent: boolean): boolean {
  if (!(error instanceof SwarmError)) return false;
  return error.code === "SSH_CHANNEL_REFUSED" || (idempotent && error.code === "SSH_DROPPED");
}

/** The error of a command that ended with a code that none of its callers expects. */
export function commandFailed(host: string, what: string, { code, stdout, stderr }: RunResult): SwarmError {
  return new SwarmError({
    code: "SSH_COMMAND_FAILED",
    summary: `Failed with exit code ${code}: ${what}`,
    host,
    cause: lastLines(stderr) || lastLines(stdout) || "the command printed nothing",
  });
}

/** A script's first line, for errors. */
export function shorten(script: string): string {
  const line = script.trim().split("\n", 1)[0] ?? "";
  return line.length > 80 || line !== script.trim() ? `${line.slice(0, 80)} …` : line;
}
