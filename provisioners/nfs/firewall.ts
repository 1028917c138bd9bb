import type { Host } from "../docker/host";
import { type Change, makeChanges } from "../host/prepare/changes";
import { firewallTurn, planFirewall } from "../host/prepare/firewall";
import type { HandlerContext } from "../provider/handler-context";
import { batched } from "../ssh/commands/batch";
import type { Connection } from "../ssh/schema";
import type { NfsExport } from "./schema";

const port = 2049;

/** A server as far as the firewall needs to know it. */
interface Server {
  name: string;
  connection: Connection;
  exports: readonly NfsExport[];
  firewall: boolean;
}

/** What is to be done so that the host's firewall, where one is active, lets the clients in, and nobody else. */
export async function planNfsFirewall(
  host: Host,
  { name, exports, firewall }: Omit<Server, "connection">,
): Promise<Change[]> {
  const clients = exports.flatMap(({ clients }) => clients.map(({ cidr }) => cidr));
  const rules = clients.map((from) => ({ protocol: "tcp" as const, port, from }));
  return (await planFirewall(host, `nfs-${name}`, firewall ? rules : [])).changes;
}

/** Lets the clients in. */
export function openFirewall(context: HandlerContext, host: Host, server: Server): Promise<void> {
  // A node on the same host has rules of its own.
  return firewallTurn(context.session, server.connection, async () => {
    await makeChanges(context, host, server.name, await planNfsFirewall(batched(host), server));
  });
}

/** Takes the server's rules away; others on the same host keep theirs. */
export function closeFirewall(context: HandlerContext, host: Host, server: Server): Promise<void> {
  return openFirewall(context, host, { ...server, exports: [] });
}
