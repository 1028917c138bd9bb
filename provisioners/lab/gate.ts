import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import net from "node:net";
import { promisify } from "node:util";
import {
  APT_PORT,
  GATEWAY,
  MANAGEMENT_PREFIX,
  machinePort,
  managementAddress,
  REGISTRY_PORT,
  switchPort,
} from "./addresses";
import type { Connect, Exit, Numbered, Program, Reply, Request, ServiceCall } from "./gate-messages";
import { type Link, openL2tp } from "./net/l2tp";
import { EthernetSwitch } from "./net/switch";
import { umlProcesses } from "./processes";
import { joinSockets } from "./sockets";
import { tapName } from "./uml";

/*
 * The inside of a lab: runs in a network namespace of its own, in which the machines live. The namespace has no route
 * out, so nothing but this program's two relays joins it to the rest of the world: connections that the daemon accepted
 * for a machine come in, connections of machines to the gateway's service ports are handed out.
 */
const run = promisify(execFile);
const ip = (...args: string[]) => run("ip", args);
const BRIDGE = "machines";

const lan = new EthernetSwitch();
const links = new Map<string, Link>();
/** Management address of a machine → connections to it from outside. */
const connections = new Map<string, Set<net.Socket>>();
const programs = new Map<string, { id: string; child: ChildProcess }>();

async function open(): Promise<void> {
  await ip("link", "set", "lo", "up");
  await ip("link", "add", BRIDGE, "type", "bridge");
  await ip("address", "add", `${GATEWAY}/${MANAGEMENT_PREFIX}`, "dev", BRIDGE);
  await ip("link", "set", BRIDGE, "up");
  // With forwarding on, what would go elsewhere is answered with "unreachable" instead of silence.
  await writeFile("/proc/sys/net/ipv4/ip_forward", "1");
  await Promise.all([APT_PORT, REGISTRY_PORT].map(offerService));
}

function offerService(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    net
      .createServer({ pauseOnConnect: true }, (socket) => {
        process.send?.({ service: port } satisfies ServiceCall, socket);
      })
      .once("error", reject)
      .listen(port, GATEWAY, resolve);
  });
}

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case "start":
      return start(request.name, request.index, request.program);
    case "signal":
      return signal(request.name, request.signal);
    case "remove":
      return remove(request.name, request.index);
    case "impair":
      return lan.impair(request.from, request.to, request.impairment);
    case "partition":
      return lan.partition(request.groups);
    case "heal":
      return lan.heal();
    case "firewall":
      return lan.setFirewall(request.name, request.rules);
    case "statistics":
      return lan.statistics();
  }
}

async function start(name: string, index: number, program: Program): Promise<void> {
  if (!links.has(name)) {
    await addTap(index);
    const link = await openL2tp(switchPort(index), machinePort(index), (frame) => lan.receive(name, frame));
    links.set(name, link);
    lan.attach(name, (frame) => link.send(frame));
  }
  const log = openSync(program.console, "w", 0o600);
  const child = spawn(program.file, program.args, {
    env: program.env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  programs.set(name, { id: program.id, child });
  child.once("exit", () => {
    if (programs.get(name)?.child !== child) return;
    programs.delete(name);
    disconnect(managementAddress(index));
    if (process.connected) process.send?.({ exit: name } satisfies Exit);
  });
  await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
}

async function signal(name: string, signal: NodeJS.Signals): Promise<void> {
  const program = programs.get(name);
  if (!program) return;
  if (signal === "SIGKILL") return end(program.id);
  for (const pid of await umlProcesses(program.id)) killIfThere(pid, signal);
}

/** Kills all of a machine's processes, also those that it starts meanwhile. */
async function end(id: string): Promise<void> {
  for (;;) {
    const pids = await umlProcesses(id);
    if (pids.length === 0) return;
    for (const pid of pids) killIfThere(pid, "SIGKILL");
  }
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself since it was looked up.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function addTap(index: number): Promise<void> {
  const tap = tapName(index);
  await ip("tuntap", "add", tap, "mode", "tap");
  await ip("link", "set", tap, "master", BRIDGE, "up");
  // Machines reach the gateway here and not each other.
  await run("bridge", ["link", "set", "dev", tap, "isolated", "on"]);
}

async function remove(name: string, index: number): Promise<void> {
  links.get(name)?.close();
  lan.detach(name);
  if (links.delete(name)) await ip("link", "delete", tapName(index));
}

function connect({ address, port }: Connect, outside: net.Socket): void {
  const inside = net.connect({ host: address, port, noDelay: true });
  joinSockets(outside, inside);
  const open = connections.get(address) ?? new Set();
  connections.set(address, open.add(inside));
  inside.once("close", () => open.delete(inside));
}

/** A machine that died does not close its connections; whoever talked to it must not wait for the new one's answer. */
function disconnect(address: string): void {
  for (const socket of connections.get(address) ?? []) socket.destroy();
}

async function serve(message: Numbered | Connect, socket: net.Socket | undefined): Promise<void> {
  if (message.do === "connect") {
    if (socket) connect(message, socket);
    return;
  }
  const reply: Reply = { id: message.id };
  try {
    reply.value = await answer(message);
  } catch (error) {
    reply.error = error instanceof Error ? error.message : String(error);
  }
  process.send?.(reply);
}

async function main(): Promise<void> {
  await open();
  process.on("message", (message: Numbered | Connect, socket: unknown) => {
    void serve(message, socket as net.Socket | undefined);
  });
  // Without the daemon nobody could reach or stop the machines.
  process.on("disconnect", () => {
    void Promise.all([...programs.values()].map(({ id }) => end(id))).finally(() => process.exit(0));
  });
  process.send?.({ id: 0 } satisfies Reply);
}

main().catch((error: unknown) => {
  process.send?.({ id: 0, error: String(error) } satisfies Reply);
  process.exitCode = 1;
  process.disconnect();
});
