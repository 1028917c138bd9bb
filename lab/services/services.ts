import net from "node:net";
import { APT_PORT, REGISTRY_PORT, SERVICES } from "../addresses";
import { labFolder } from "../paths";
import { joinSockets } from "../system/sockets";
import { startAptProxy } from "./apt-proxy";
import { startRegistry } from "./registry";
import type { Service } from "./service";

const starters: Record<number, (folder: string) => Promise<Service>> = {
  [APT_PORT]: startAptProxy,
  [REGISTRY_PORT]: startRegistry,
};

/** The host's services for machines without a way out, each started when a machine first asks for it. */
export class Services {
  private readonly started = new Map<number, Promise<Service>>();

  constructor(private readonly lab: string) {}

  /** Joins a machine's connection to the service behind a port of the services' address. */
  async serve(port: number, socket: net.Socket): Promise<void> {
    try {
      joinSockets(socket, net.connect({ host: "127.0.0.1", port: await this.portOf(port) }));
    } catch (error) {
      console.error(`no service for port ${port} of ${SERVICES}:`, error);
      socket.destroy();
    }
  }

  /** Its port on loopback. */
  private async portOf(offeredPort: number): Promise<number> {
    const present = this.started.get(offeredPort) ?? this.start(offeredPort);
    return (await present).port;
  }

  async close(): Promise<void> {
    for (const service of this.started.values()) await (await service).close();
  }

  private start(offeredPort: number): Promise<Service> {
    const starter = starters[offeredPort];
    if (!starter) throw new Error(`no service for port ${offeredPort}`);
    const service = starter(labFolder(this.lab));
    this.started.set(offeredPort, service);
    // When it fails or ends, the next one who asks starts it again.
    const forget = () => this.started.delete(offeredPort);
    service.then(({ ended }) => ended).then(forget, forget);
    return service;
  }
}
