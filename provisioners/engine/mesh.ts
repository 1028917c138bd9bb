import type { Host } from "../ssh/types";
import { type SwarmReach, withManager } from "../swarm/managers";
import { api } from "./api";
import type { Service } from "./types";

/** TCP ports of the routing mesh that accept connections on a node, at its own address in the swarm. */
export async function openPorts(reach: SwarmReach, host: Host, nodeId: string): Promise<number[]> {
  const { address, ports } = await withManager(reach, "the published ports", async (view) => {
    // dockerode's types know a part of a service only.
    const all = (await api(view.host, "list the services", (docker) => docker.listServices())) as unknown as Service[];
    const published = all.flatMap(({ Endpoint }) => Endpoint?.Ports ?? []);
    return {
      address: view.nodes.find(({ ID }) => ID === nodeId)?.Status.Addr,
      ports: published.flatMap(({ PublishedPort, Protocol, PublishMode }) =>
        PublishedPort && Protocol === "tcp" && PublishMode === "ingress" ? [PublishedPort] : [],
      ),
    };
  });
  if (!address || ports.length === 0) return [];
  const probe = `for port in "$@"; do if timeout 3 bash -c "</dev/tcp/$0/$port"; then echo "$port"; fi; done`;
  const { stdout } = await host.run(["bash", "-c", probe, address, ...ports.map(String)], {
    what: "connect to published ports",
    deadlineMs: 30_000 + ports.length * 3_000,
    idempotent: true,
  });
  return stdout.split("\n").filter(Boolean).map(Number);
}
