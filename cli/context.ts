import { Session } from "../provisioners/core/session";
import { systemClock } from "../provisioners/core/until";
import { withDocker } from "../provisioners/docker/host";
import type { HandlerContext } from "../provisioners/provider/handler-context";
import { createSshPool } from "../provisioners/ssh/pool";
import type { SshPool } from "../provisioners/ssh/types";
import { exitCodes } from "./exit-codes";
import { Interrupted } from "./interrupted";
import { Progress } from "./progress";

/** What a command may use. */
export interface CommandContext extends HandlerContext {
  /** Hosts with their sockets and terminals. */
  readonly hosts: SshPool;
}

/**
 * Runs a command's work with connections to hosts and a live line on stderr. ^C cancels what is under way; every
 * connection is closed in the end.
 *
 * @throws Interrupted where ^C cut the work short
 */
export async function withContext<T>(work: (context: CommandContext) => Promise<T>): Promise<T> {
  const cancel = new AbortController();
  const stop = (signal: NodeJS.Signals) => cancel.abort(new Interrupted(signal));
  const progress = new Progress();
  const hosts = createSshPool();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work({
      urn: "",
      status: (text) => progress.status(text),
      log: (text) => progress.line(text),
      signal: cancel.signal,
      clock: systemClock,
      hosts,
      ssh: withDocker(hosts),
      session: new Session(),
    });
  } catch (error) {
    throw cancel.signal.aborted ? cancel.signal.reason : error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    progress.end();
    await hosts.close();
  }
}

/** Runs work that goes on until ^C, which is its normal end. */
export async function untilInterrupted(work: (context: CommandContext) => Promise<void>): Promise<void> {
  try {
    await withContext(work);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.exitCode = exitCodes.fine;
  }
}
