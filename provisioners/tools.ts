import type { Context } from "./provider/resource";
import type { Connection, Host } from "./ssh/types";

/** The part of a handler's context that helpers use; it does not depend on the resource's outputs. */
export type Tools = Omit<Context<never>, "exists">;

/** The host behind a connection, dialled with the call's cancellation and live status. */
export function dial(tools: Tools, name: string, connection: Connection, deadlineMs?: number): Promise<Host> {
  const { ssh, signal, status } = tools;
  return ssh.use(connection, { name, signal, deadlineMs, status: (text) => status(`${name}: ${text}`) });
}
