import { writeFile } from "node:fs/promises";
import net from "node:net";
import { GATEWAY, SERVICE_PORTS, SERVICES } from "../addresses";
import { run } from "../system/run";

/*
 * The management network of machines in a network namespace: each has a virtual Ethernet cable (veth) to the gateway.
 * Unlike a tap device, a cable needs no /dev/net/tun, which users may not open on most systems.
 */
const ip = (...args: string[]) => run("ip", args, { what: "lay the machines' management network" });

/** Handed over with a machine's connection to a port of the services' address. */
export interface ServiceCall {
  service: number;
}

export async function openManagement(): Promise<void> {
  // Interfaces that nobody gives an IPv6 address stay silent.
  await writeFile("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
  await ip("link", "set", "lo", "up");
  await ip("address", "add", SERVICES, "dev", "lo");
  // With forwarding on, what would go elsewhere is answered with "unreachable" instead of silence.
  await writeFile("/proc/sys/net/ipv4/ip_forward", "1");
  await Promise.all(SERVICE_PORTS.map(offerService));
}

/** Lays a machine's cable: the machine plugs into the interface `end`, and reaches the gateway and no other machine. */
export async function addCable(end: string, address: string): Promise<void> {
  const gate = gateEnd(end);
  await ip("link", "add", gate, "type", "veth", "peer", "name", end);
  try {
    await ip("address", "add", GATEWAY, "peer", address, "dev", gate);
    for (const name of [gate, end]) await ip("link", "set", name, "up");
  } catch (error) {
    // The next start lays it anew.
    await removeCable(end);
    throw error;
  }
}

export async function removeCable(end: string): Promise<void> {
  await ip("link", "delete", gateEnd(end));
}

const gateEnd = (end: string) => `${end}-gate`;

/** Hands the connections to a port over to the daemon. */
function offerService(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    net
      .createServer({ pauseOnConnect: true }, (socket) => {
        process.send?.({ service: port } satisfies ServiceCall, socket);
      })
      .once("error", reject)
      .listen(port, SERVICES, resolve);
  });
}
