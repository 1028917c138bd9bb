import { SwarmError } from "../core/errors";
import { type Clock, until } from "../core/until";
import { type ExecOptions, exec } from "./exec";
import { cancelled, isSudoRefusal, noSudo } from "./failures";
import { lastLines } from "./lines";
import type { Link } from "./link";
import { quote } from "./quote";
import type { RunOptions, RunResult, UseOptions } from "./types";

export interface CommandHost {
  link: Link;
  user: string;
  label: string;
  use: UseOptions;
  clock: Clock;
}

/** The longest time that Node's timers know. */
const LONGEST = 2 ** 31 - 1;

/** `Host.run`: as root, within a deadline, repeated where that is safe. */
export async function runCommand(
  host: CommandHost,
  command: string | readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { sudo = true, codes = [0], idempotent = false } = options;
  const deadlineMs = Math.min(options.deadlineMs ?? 60_000, LONGEST);
  const script = typeof command === "string" ? command : quote(command);
  const what = options.what ?? shorten(script);
  const asRoot = sudo && host.user !== "root";
  const line = commandLine(script, { sudo: asRoot, deadlineMs });
  const attempt: ExecOptions = { ...options, label: host.label, what, deadlineMs, signal: host.use.signal };
  const result = await orCancelled(host, what, () => repeat(host, line, attempt, idempotent));
  // Before the exit codes: sudo's own code 1 could pass for one that the caller expects.
  if (asRoot && result.code !== 0 && isSudoRefusal(result.stderr)) {
    throw noSudo(host.user, host.label, lastLines(result.stderr, 1));
  }
  if (codes.includes(result.code)) return result;
  throw failed(host, what, result);
}

async function repeat(host: CommandHost, line: string, options: ExecOptions, idempotent: boolean): Promise<RunResult> {
  const { what, label, deadlineMs, signal } = options;
  // Errors that must not be met with another try are carried past `until` as a value.
  const outcome = await until<{ result: RunResult } | { error: unknown }>(
    async () => {
      try {
        return { result: await once(host, line, options) };
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

async function once(host: CommandHost, line: string, options: ExecOptions): Promise<RunResult> {
  const release = await host.link.commands.take(host.use.signal);
  try {
    return await exec(await host.link.wire({ ...host.use, label: host.label }), line, options);
  } finally {
    release();
  }
}

/** A session that was refused never started; a dropped one may have done its work. */
function isRepeatable(error: unknown, idempotent: boolean): boolean {
  if (!(error instanceof SwarmError)) return false;
  return error.code === "SSH_CHANNEL_REFUSED" || (idempotent && error.code === "SSH_DROPPED");
}

/** The line for the login shell. `timeout` ends the command even where the connection to it is gone. */
export function commandLine(script: string, { sudo, deadlineMs }: { sudo: boolean; deadlineMs: number }): string {
  const seconds = String(Math.ceil(deadlineMs / 1000) + 2);
  return quote([...(sudo ? ["sudo", "-n"] : []), "timeout", "-k", "10", seconds, "sh", "-c", script]);
}

function failed({ label }: CommandHost, what: string, { code, stdout, stderr }: RunResult): SwarmError {
  return new SwarmError({
    code: "SSH_COMMAND_FAILED",
    summary: `Failed with exit code ${code}: ${what}`,
    host: label,
    cause: lastLines(stderr) || lastLines(stdout) || "the command printed nothing",
  });
}

function shorten(script: string): string {
  const line = script.trim().split("\n", 1)[0] ?? "";
  return line.length > 80 || line !== script.trim() ? `${line.slice(0, 80)} …` : line;
}
