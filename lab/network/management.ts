import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import net from "node:net";
import { promisify } from "node:util";
import { GATEWAY, MANAGEMENT_PREFIX, SERVICE_PORTS, SERVICES } from "../addresses";
import type { ServiceCall } from "../gate/messages";

/* The management network of machines in a network namespace: a bridge with the gateway and the services' address. */
const run = promisify(execFile);
const ip = (...args: string[]) => run("ip", args);
const BRIDGE = "machines";

export async function openManagement(): Promise<void> {
  await ip("link", "set", "lo", "up");
  await ip("link", "add", BRIDGE, "type", "bridge");
  for (const address of [GATEWAY, SERVICES]) {
    await ip("address", "add", `${address}/${MANAGEMENT_PREFIX}`, "dev", BRIDGE);
  }
  await ip("link", "set", BRIDGE, "up");
  // With forwarding on, what would go elsewhere is answered with "unreachable" instead of silence.
  await writeFile("/proc/sys/net/ipv4/ip_forward", "1");
  await Promise.all(SERVICE_PORTS.map(offerService));
}

export async function addTap(tap: string): Promise<void> {
  await ip("tuntap", "add", tap, "mode", "tap");
  await ip("link", "set", tap, "master", BRIDGE, "up");
  // Machines reach the gateway here and not each other.
  await run("bridge", ["link", "set", "dev", tap, "isolated", "on"]);
}

export async function removeTap(tap: string): Promise<void> {
  await ip("link", "delete", tap);
}

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
