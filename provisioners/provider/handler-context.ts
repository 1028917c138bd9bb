import { type ErrorCode, messageOf, SwarmError } from "../core/errors";
import type { Session } from "../core/session";
import type { Clock } from "../core/until";
import type { Host, HostPool } from "../docker/host";
import type { Connection } from "../ssh/schema";

/** What a handler may use. One context per call of a handler. */
export interface HandlerContext {
  readonly urn: string;
  /** Live line beside the resource in `pulumi up`; replaced by the next one. */
  status(text: string): void;
  /** A line that stays in the output. */
  log(text: string, severity?: "info" | "warning"): void;
  /** Aborted when the user cancels the run. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ssh: HostPool;
  /** What this run of the plugin remembers from one call to the next. */
  readonly session: Session;
}

/** The host behind a connection, dialled with the call's cancellation and live status. */
export function dial(
  context: HandlerContext,
  name: string,
  connection: Connection,
  deadlineMs?: number,
): Promise<Host> {
  const { ssh, signal, status } = context;
  return ssh.use(connection, { name, signal, deadlineMs, status: (text) => status(`${name}: ${text}`) });
}

/** The host, or `undefined` after a warning where it cannot be dialled (for one of `codes`, where given). */
export async function dialOrWarn(
  context: HandlerContext,
  { name, connection }: { name: string; connection: Connection },
  consequence: string,
  codes?: readonly ErrorCode[],
): Promise<Host | undefined> {
  try {
    return await dial(context, name, connection, 30_000);
  } catch (error) {
    context.signal.throwIfAborted();
    if (codes && !(error instanceof SwarmError && codes.includes(error.code))) throw error;
    context.log(`${name} cannot be reached; ${consequence}: ${messageOf(error)}`, "warning");
    return undefined;
  }
}

/**
 * The host; `undefined`, after a warning, for one that was there `before` and is out of reach now. With every machine
 * that comes or goes the list of all changes: one that is down must not hold up the rest.
 */
export async function dialOrLater(
  context: HandlerContext,
  target: { name: string; connection: Connection },
  before: readonly { name: string }[] = [],
): Promise<Host | undefined> {
  if (!before.some(({ name }) => name === target.name)) return dial(context, target.name, target.connection);
  return dialOrWarn(context, target, "this is done there by a later run", ["SSH_UNREACHABLE"]);
}
