import { messageOf, SwarmError } from "../core/errors";
import type { Connection, Host } from "../ssh/types";
import type { Context } from "./resource";

/** The part of a handler's context that helpers use; it does not depend on the resource's outputs. */
export type Tools = Omit<Context<never>, "exists">;

/** The host behind a connection, dialled with the call's cancellation and live status. */
export function dial(tools: Tools, name: string, connection: Connection, deadlineMs?: number): Promise<Host> {
  const { ssh, signal, status } = tools;
  return ssh.use(connection, { name, signal, deadlineMs, status: (text) => status(`${name}: ${text}`) });
}

/** The host, or `undefined` after a warning where it cannot be dialled (for one of `codes`, where given). */
export async function dialOrTell(
  tools: Tools,
  { name, connection }: { name: string; connection: Connection },
  consequence: string,
  codes?: string[],
): Promise<Host | undefined> {
  try {
    return await dial(tools, name, connection, 30_000);
  } catch (error) {
    tools.signal.throwIfAborted();
    if (codes && !(error instanceof SwarmError && codes.includes(error.code))) throw error;
    tools.log(`${name} cannot be reached; ${consequence}: ${messageOf(error)}`, "warning");
    return undefined;
  }
}

/**
 * The host; `undefined`, after a warning, for one that was there `before` and is out of reach now. With every machine
 * that comes or goes the list of all changes: one that is down must not hold up the rest.
 */
export async function dialOrLater(
  tools: Tools,
  target: { name: string; connection: Connection },
  before: readonly { name: string }[] = [],
): Promise<Host | undefined> {
  if (!before.some(({ name }) => name === target.name)) return dial(tools, target.name, target.connection);
  return dialOrTell(tools, target, "this is done there by a later run", ["SSH_UNREACHABLE"]);
}
