import { Session } from "../provisioners/core/session";
import { systemClock } from "../provisioners/core/until";
import { withDocker } from "../provisioners/docker/host";
import type { HandlerContext } from "../provisioners/provider/handler-context";
import { createSshPool } from "../provisioners/ssh/pool";
import type { SshPool } from "../provisioners/ssh/types";
import { Progress } from "./progress";

/** What a command may use. */
export interface CommandContext extends HandlerContext {
  /** Hosts with their sockets and terminals. */
  readonly hosts: SshPool;
}

/**
 * Runs a command's work with connections to hosts and a live line on stderr. ^C cancels what is under way; every
 * connection is closed in the end.
 */
export async function withContext<T>(work: (context: CommandContext) => Promise<T>): Promise<T> {
  const cancel = new AbortController();
  const stop = () => cancel.abort();
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
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    progress.end();
    await hosts.close();
  }
}
