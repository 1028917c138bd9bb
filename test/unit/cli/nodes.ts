import type { DeclaredNode } from "../../../cli/stack/declared-swarm";
import { Session } from "../../../provisioners/core/session";
import { systemClock } from "../../../provisioners/core/until";
import type { Host } from "../../../provisioners/docker/host";
import type { HandlerContext } from "../../../provisioners/provider/handler-context";

/** A declared node at an address that its host is known by. */
export function declaredNode(name: string, role: DeclaredNode["role"] = "worker"): DeclaredNode {
  const connection = { host: name, port: 22, user: "root", hostKey: "ssh-ed25519 AAAA" };
  return { name, role, availability: "active", address: `10.0.0.${name.length}`, connection, nodeId: `id-${name}` };
}

/** A context whose hosts are these by name; others cannot be reached. What it logs is kept. */
export function contextOf(hosts: Record<string, () => Partial<Host>>) {
  const cancel = new AbortController();
  const logged: string[] = [];
  const context: HandlerContext = {
    urn: "",
    status: () => undefined,
    log: (text) => void logged.push(text),
    signal: cancel.signal,
    clock: { now: systemClock.now, sleep: (_ms, signal) => systemClock.sleep(1, signal) },
    session: new Session(),
    ssh: {
      use: async (connection) => {
        const made = hosts[connection.host]?.();
        if (!made) throw new Error("connection refused");
        return { label: connection.host, ...made } as Host;
      },
      close: async () => undefined,
    },
  };
  return { context, logged, cancel };
}
