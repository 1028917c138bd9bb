import type { Host } from "../../docker/host";
import type { SwarmNode } from "../../docker/shapes";
import { swarmPort } from "../../host/ports";
import { dial } from "../../provider/handler-context";
import { isReached } from "../access/address";
import { findManager } from "../access/managers";
import type { Manager } from "../access/schema";
import type { SwarmAccess } from "../access/swarm-access";
import { join } from "../node/join";
import { leave } from "../node/membership";
import { demoteNow } from "../node/role";
import { removeNode } from "../node/stale-nodes";

export interface Moved {
  host: Host;
  target: Manager;
  /** Its record, with the address that it had. */
  node: SwarmNode;
  oldAddress: string;
}

/**
 * Docker keeps a member's address for good, also where it forces a new cluster. So a second manager joins, which finds
 * the restored one under its old address by translation on its own host alone; then the restored one leaves, and
 * joins it under its new address.
 */
export async function moveAddress(access: SwarmAccess, { host, target, node, oldAddress }: Moved): Promise<void> {
  const { context, managers } = access;
  const second = managers.find((manager) => manager !== target);
  if (!second) return;
  const secondHost = await dial(context, second.name, second.connection);
  const translation = { from: oldAddress, to: target.address };
  context.log(
    `${target.name} was a manager at ${oldAddress}: ${second.name} joins, then ${target.name} joins anew as ${target.address}`,
  );
  await translate(secondHost, "add", translation);
  try {
    const alone = { ...access, managers: [target] };
    const view = await findManager(alone);
    if (!isReached(view.nodes, second)) await join(alone, { ...second, role: "manager", host: secondHost }, view);
    const others = { ...access, managers: [second] };
    await demoteNow(others, { nodeId: node.ID, name: target.name, host });
    await leave(context, host);
    await removeNode(others, node.ID);
    await join(others, { ...target, role: "manager", host }, await findManager(others));
  } finally {
    if (!context.signal.aborted) await translate(secondHost, "remove", translation);
  }
}

/** On this host, connections to the old address lead to the new one. It does not outlive the next boot. */
async function translate(
  host: Host,
  change: "add" | "remove",
  { from, to }: { from: string; to: string },
): Promise<void> {
  const rules = [
    `OUTPUT -d ${from}/32 -p tcp --dport ${swarmPort} -j DNAT --to-destination ${to}:${swarmPort}`,
    `POSTROUTING -d ${to}/32 -p tcp --dport ${swarmPort} -m conntrack --ctstate DNAT -j MASQUERADE`,
  ];
  const lines = rules.map((rule) => {
    const known = `iptables -w -t nat -C ${rule} 2>/dev/null`;
    if (change === "add") return `${known} || iptables -w -t nat -A ${rule}`;
    return `while ${known}; do iptables -w -t nat -D ${rule}; done`;
  });
  await host.run(["set -e", ...lines].join("\n"), {
    what: `${change} the way to the address ${from}`,
    idempotent: true,
  });
}
