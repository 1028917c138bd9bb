import type { Command, RunOptions, RunResult, SshHost } from "../types";

interface Call extends Command {
  resolve: (result: RunResult) => void;
  reject: (error: unknown) => void;
}

/**
 * The host, whose `run` gathers the commands that are asked for at the same moment and sends them in one round trip. For
 * looks that are of use together only: where one fails, all of its batch do.
 */
export function batched<Host extends Pick<SshHost, "run" | "runAll">>(host: Host): Host {
  let waiting: Call[] = [];
  const send = async () => {
    const calls = waiting;
    waiting = [];
    const [only] = calls;
    try {
      const results =
        only && calls.length === 1
          ? [await host.run(only.script, { ...only, idempotent: true })]
          : await host.runAll(calls);
      for (const [index, { resolve }] of calls.entries()) resolve(results[index] as RunResult);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  };
  const run = (script: Command["script"], options: RunOptions = {}) => {
    if (!isBatchable(options)) return host.run(script, options);
    return new Promise<RunResult>((resolve, reject) => {
      // Answers of one batch reach several callers one after the other; what they ask next belongs together again.
      if (waiting.length === 0) setImmediate(() => void send());
      const { deadlineMs, codes, what } = options;
      waiting.push({ script, deadlineMs, codes, what, resolve, reject });
    });
  };
  return { ...host, run };
}

/** Whatever reads an input, or is followed line by line, is a command of its own. */
function isBatchable({ idempotent, stdin, sudo = true, onLine }: RunOptions): boolean {
  return idempotent === true && stdin === undefined && sudo && onLine === undefined;
}
