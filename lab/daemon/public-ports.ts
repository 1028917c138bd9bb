import net from "node:net";
import { Address4 } from "ip-address";
import { SwarmError } from "../../provisioners/core/errors";
import type { InboundRule } from "../network/firewall";
import { listen } from "../system/ports";
import { joinSockets } from "../system/sockets";

/** Ports of one machine at its public address: those that its firewall opens to somebody, and to them only. */
export class PublicPorts {
  private readonly servers = new Map<number, net.Server>();
  private rules: readonly InboundRule[] = [];

  /** `leadTo` gives the port on 127.0.0.1 that leads to one of the machine. */
  constructor(
    private readonly address: string,
    private readonly leadTo: (port: number) => Promise<number>,
  ) {}

  async set(rules: readonly InboundRule[]): Promise<void> {
    this.rules = rules;
    const open = new Set(rules.filter(isPublic).flatMap(({ ports }) => range(ports)));
    for (const [port, server] of this.servers) {
      if (open.has(port)) continue;
      server.close();
      this.servers.delete(port);
    }
    for (const port of open) if (!this.servers.has(port)) await this.open(port);
  }

  close(): void {
    for (const server of this.servers.values()) server.close();
    this.servers.clear();
  }

  private async open(port: number): Promise<void> {
    const local = await this.leadTo(port);
    try {
      const server = await listen(port, (socket) => this.accept(socket, port, local), this.address);
      this.servers.set(port, server);
    } catch (cause) {
      throw new SwarmError({
        code: "LAB_PUBLIC_PORT",
        summary: `Cannot listen on ${this.address}:${port}`,
        host: "this machine",
        cause,
        fix: "run as root, or allow ports below 1024 (sysctl net.ipv4.ip_unprivileged_port_start=22)",
      });
    }
  }

  private accept(socket: net.Socket, port: number, local: number): void {
    const from = new Address4(socket.remoteAddress ?? "");
    const allowed = this.rules.some(
      (rule) =>
        range(rule.ports).includes(port) && rule.sources.some((network) => from.isInSubnet(new Address4(network))),
    );
    if (allowed) joinSockets(socket, net.connect({ host: "127.0.0.1", port: local }));
    else socket.destroy();
  }
}

/** True for a rule that lets somebody on this computer in. */
function isPublic({ protocol, sources }: InboundRule): boolean {
  const loopback = new Address4("127.0.0.0/8");
  return (
    protocol === "tcp" &&
    sources
      .map((network) => new Address4(network))
      .some((network) => network.isInSubnet(loopback) || loopback.isInSubnet(network))
  );
}

function range(ports: [number, number] | undefined): number[] {
  const [first, last] = ports ?? [0, -1];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
