import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import net from "node:net";
import { whyNotStarted } from "../../provisioners/core/process";
import { type Link, openL2tp } from "../network/l2tp";
import { addCable, openManagement, removeCable } from "../network/management";
import { openStream } from "../network/stream";
import { EthernetSwitch } from "../network/switch";
import { endProcesses, signalProcesses } from "../system/processes";
import { joinSockets } from "../system/sockets";
import { tellConsole } from "./console";
import type { Connect, Exit, LinkAddress, Numbered, Reply, Request } from "./messages";

/*
 * The inside of a lab: starts the machines and switches their private network. With user-mode Linux it runs in a network
 * namespace of its own, in which the machines live. The namespace has no route out, so nothing but two relays joins it
 * to the rest of the world: connections that the daemon accepted for a machine come in, connections of machines to the
 * host's services are handed out. QEMU's machines have closed networks of their own instead.
 */
const lan = new EthernetSwitch();
const links = new Map<string, { link: Link; cable?: string }>();
/** Management address of a machine → connections to it from outside. */
const connections = new Map<string, Set<net.Socket>>();
const programs = new Map<string, { word: string; child: ChildProcess }>();

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case "start":
      return start(request);
    case "signal":
      return signal(request.name, request.signal);
    case "remove":
      return remove(request.name);
    case "console":
      return tellConsole(request.socket, request.words);
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

async function start({ name, program, link: address, management }: Extract<Request, { do: "start" }>): Promise<void> {
  if (!links.has(name)) {
    const link = await openLink(address, (frame) => lan.receive(name, frame));
    try {
      if (management) await addCable(management.cable, management.address);
    } catch (error) {
      link.close();
      throw error;
    }
    links.set(name, { link, cable: management?.cable });
    lan.attach(name, (frame) => link.send(frame));
  }
  // What a gate that was killed left of the machine holds its disk and its ports. Its end is no news.
  programs.delete(name);
  await endProcesses(program.word);
  const log = openSync(program.console, "w", 0o600);
  const child = spawn(program.file, program.args, {
    env: program.env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  programs.set(name, { word: program.word, child });
  child.once("exit", () => {
    if (programs.get(name)?.child !== child) return;
    programs.delete(name);
    if (management) disconnect(management.address);
    if (process.connected) process.send?.({ exit: name } satisfies Exit);
  });
  await new Promise((resolve, reject) =>
    child.once("spawn", resolve).once("error", (error) => reject(new Error(whyNotStarted(program.file, error)))),
  );
}

async function signal(name: string, signal: NodeJS.Signals): Promise<void> {
  const program = programs.get(name);
  if (!program) return;
  if (signal === "SIGKILL") await endProcesses(program.word);
  else await signalProcesses(program.word, signal);
}

function openLink(address: LinkAddress, receive: (frame: Buffer) => void): Promise<Link> {
  if (address.kind === "stream") return openStream(address.path, receive);
  return openL2tp(address.localPort, address.remotePort, receive);
}

async function remove(name: string): Promise<void> {
  const linked = links.get(name);
  linked?.link.close();
  lan.detach(name);
  links.delete(name);
  if (linked?.cable) await removeCable(linked.cable);
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
  if (process.argv[2] === "namespace") await openManagement();
  process.on("message", (message: Numbered | Connect, socket: unknown) => {
    void serve(message, socket as net.Socket | undefined);
  });
  // Without the daemon nobody could reach or stop the machines.
  process.on("disconnect", () => {
    void Promise.all([...programs.values()].map(({ word }) => endProcesses(word))).finally(() => process.exit(0));
  });
  process.send?.({ id: 0 } satisfies Reply);
}

main().catch((error: unknown) => {
  process.send?.({ id: 0, error: String(error) } satisfies Reply);
  process.exitCode = 1;
  process.disconnect();
});
