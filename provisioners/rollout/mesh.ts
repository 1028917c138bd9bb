import { listServices, wantedTasks } from "../docker/client/services";
import type { Host } from "../docker/host";
import type { Service } from "../docker/shapes";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";

/** TCP ports of the routing mesh that accept connections on a node, at its own address in the swarm. */
export async function openPorts(access: SwarmAccess, host: Host, nodeId: string): Promise<number[]> {
  const { address, ports } = await withManager(access, "the published ports", async (view) => ({
    address: view.nodes.find(({ ID }) => ID === nodeId)?.Status.Addr,
    ports: (await listServices(view.host)).flatMap(portsOf),
  }));
  if (!address || ports.length === 0) return [];
  const probe = `for port in "$@"; do if timeout 3 bash -c "</dev/tcp/$0/$port"; then echo "$port"; fi; done`;
  const { stdout } = await host.run(["bash", "-c", probe, address, ...ports.map(String)], {
    what: "connect to published ports",
    deadlineMs: 30_000 + ports.length * 3_000,
    idempotent: true,
  });
  return stdout.split("\n").filter(Boolean).map(Number);
}

/** Of these ports, those with a running task behind them: without one the mesh answers nowhere. */
export async function served(access: SwarmAccess, ports: readonly number[]): Promise<number[]> {
  if (ports.length === 0) return [];
  const running = await withManager(access, "the published services' tasks", async ({ host }) => {
    const tasks = await wantedTasks(host);
    const busy = new Set(tasks.flatMap(({ ServiceID, Status }) => (Status.State === "running" ? ServiceID : [])));
    return (await listServices(host)).filter(({ ID }) => busy.has(ID)).flatMap(portsOf);
  });
  return ports.filter((port) => running.includes(port));
}

const portsOf = ({ Endpoint }: Service) =>
  (Endpoint?.Ports ?? []).flatMap(({ PublishedPort, Protocol, PublishMode }) =>
    PublishedPort && Protocol === "tcp" && PublishMode === "ingress" ? [PublishedPort] : [],
  );
