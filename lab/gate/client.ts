import { type ChildProcess, spawn } from "node:child_process";
import type net from "node:net";
import { SwarmError } from "../../provisioners/core/errors";
import { ownProcess } from "../../provisioners/core/paths";
import { whyNotStarted } from "../../provisioners/core/process";
import { ASK_AGAIN } from "../errors";
import type { ServiceCall } from "../network/management";
import { namespaceOptions } from "../network/namespace";
import type { Connect, Exit, Reply, Request } from "./messages";

export interface GateEvents {
  /** A machine's program ended. */
  onExit(name: string): void;
  /** A machine connected to a port of the services' address. */
  onService(port: number, socket: net.Socket): void;
  /** The gate itself ended, and with it every machine. */
  onGone(): void;
}

export interface GateOptions {
  /** Whether the machines live in a network namespace, whose management network is the gate's. */
  inNamespace: boolean;
}

/** The daemon's end of the gate. */
export class Gate {
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private last = 0;
  private closing = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly events: GateEvents,
  ) {
    child.on("message", (message: Reply | Exit | ServiceCall, handle) => this.take(message, handle as net.Socket));
    child.once("exit", () => {
      for (const { reject } of this.waiting.values()) reject(new Error("the lab's network ended"));
      // An end that was asked for is none to report: the daemon still has to tidy up.
      if (!this.closing) events.onGone();
    });
  }

  static async open(events: GateEvents, { inNamespace }: GateOptions): Promise<Gate> {
    const program = ownProcess("lab-gate", inNamespace ? "namespace" : "plain");
    const [file, ...args] = inNamespace ? ["unshare", ...(await namespaceOptions()), ...program] : program;
    const child = spawn(file as string, args, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const gate = new Gate(child, events);
    try {
      await new Promise((resolve, reject) => {
        gate.waiting.set(0, { resolve, reject });
        child.once("error", (error) => reject(whyNotStarted(file as string, error)));
      });
    } catch (cause) {
      throw new SwarmError({
        code: "LAB_NETWORK",
        summary: "Cannot start the lab's network",
        host: "this machine",
        cause,
        fix: ASK_AGAIN,
      });
    }
    return gate;
  }

  ask(request: Request): Promise<unknown> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ ...request, id });
    });
  }

  /** Joins an accepted connection to a port of a machine. */
  connect(address: string, port: number, socket: net.Socket): void {
    this.child.send({ do: "connect", address, port } satisfies Connect, socket);
  }

  /** Ends the gate and every machine. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    const first = !this.closing;
    this.closing = true;
    if (first) this.child.disconnect();
    await ended;
  }

  private take(message: Reply | Exit | ServiceCall, socket: net.Socket): void {
    if ("exit" in message) this.events.onExit(message.exit);
    else if ("service" in message) this.events.onService(message.service, socket);
    else this.settle(message);
  }

  private settle(message: Reply): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  }
}
