import { type ErrorCode, SwarmError } from "../../provisioners/core/errors";
import { patient } from "../../provisioners/core/patience";
import { type Child, dyingWithUs, execute, succeeded } from "../../provisioners/core/process";

/** Longer than any run that is worth its figure. */
const DEADLINE_MS = 45 * 60_000;
/** A tool that is asked to end has this long to give up its locks. */
const ENDING_MS = 10_000;

export interface Options {
  /** Completes "Cannot …". */
  what: string;
  /** Default: BENCH. */
  code?: ErrorCode;
  host?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/**
 * Runs a program that has to succeed, and gives what it printed. It ends with all that it started, also where we are
 * interrupted; where we are killed, it is killed.
 */
export async function runProgram(program: string, args: readonly string[], options: Options): Promise<string> {
  const { what, code = "BENCH", host, cwd, env, signal } = options;
  signal?.throwIfAborted();
  const deadline = AbortSignal.timeout(patient(DEADLINE_MS));
  const stopped = AbortSignal.any([deadline, ...(signal ? [signal] : [])]);
  let group: number | undefined;
  let forced: NodeJS.Timeout | undefined;
  const stop = () => {
    endGroup(group, "SIGTERM");
    forced = setTimeout(() => endGroup(group, "SIGKILL"), ENDING_MS);
  };
  stopped.addEventListener("abort", stop);
  try {
    const onStart = ({ pid }: Child) => {
      group = pid;
    };
    const ended = await execute(...dyingWithUs(program, args), { cwd, env, ownGroup: true, onStart });
    signal?.throwIfAborted();
    if (deadline.aborted) {
      const cause = `${program} did not end within ${patient(DEADLINE_MS) / 60_000} minutes`;
      throw new SwarmError({ code, summary: `Cannot ${what}`, host, cause });
    }
    // Ansible tells on stdout what failed, and warns on stderr.
    return succeeded(program, { ...ended, stderr: ended.output }, { what, host, code });
  } finally {
    stopped.removeEventListener("abort", stop);
    clearTimeout(forced);
    endGroup(group, "SIGKILL");
  }
}

function endGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // All of it has ended.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
