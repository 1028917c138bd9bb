import net from "node:net";
import { createInterface } from "node:readline";
import type { SwarmError } from "../../provisioners/core/errors";
import { labError, partsOf } from "../errors";
import type { Command, Line } from "../protocol";

type Obey = (command: Command, status: (text: string) => void) => Promise<unknown>;

/** Answers the commands that come in on a lab's control socket. */
export class Control {
  private readonly server = net.createServer((socket) => this.accept(socket));
  /** Connections and commands that are under way, also those of a client that has died. */
  private busy = 0;
  /** Ends the commands under way with an error. */
  private readonly interrupts = new Set<(reason: SwarmError) => Promise<void>>();
  private refusal?: SwarmError;

  constructor(
    private readonly obey: Obey,
    /** Called when nothing is under way any more. */
    private readonly onIdle: () => void,
  ) {}

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => this.server.once("error", reject).listen(path, resolve));
  }

  get isIdle(): boolean {
    return this.busy === 0;
  }

  /** From now on every command gets this error as its answer. Those under way go on. */
  refuse(reason: SwarmError): void {
    this.refusal = reason;
  }

  /** Gives all commands that are under way an error as their answer, and returns when it is on its way. */
  async interrupt(reason: SwarmError): Promise<void> {
    await Promise.all([...this.interrupts].map((interrupt) => interrupt(reason)));
  }

  /** Takes the socket away; calls back when the last connection has ended. */
  close(onEnd?: () => void): void {
    this.server.close(onEnd);
  }

  private accept(socket: net.Socket): void {
    this.busy++;
    socket.on("error", () => socket.destroy()).once("close", () => this.done());
    createInterface({ input: socket }).once("line", (line) => {
      this.busy++;
      void this.answer(socket, JSON.parse(line) as Command).finally(() => this.done());
    });
  }

  private async answer(socket: net.Socket, command: Command): Promise<void> {
    const say = (answer: Line) => socket.writable && socket.write(`${JSON.stringify(answer)}\n`);
    const fail = (error: unknown) => say({ error: partsOf(labError(described(command), error)) });
    const interrupt = (reason: SwarmError) => {
      fail(reason);
      return new Promise<void>((resolve) => (socket.writable ? socket.end(resolve) : resolve()));
    };
    this.interrupts.add(interrupt);
    try {
      if (this.refusal) throw this.refusal;
      say({ value: (await this.obey(command, (status) => say({ status }))) ?? null });
    } catch (error) {
      fail(error);
    }
    this.interrupts.delete(interrupt);
    socket.end();
  }

  private done(): void {
    this.busy--;
    if (this.isIdle) this.onIdle();
  }
}

/** What a command does, for an error. */
function described(command: Command): string {
  const name = command.command === "ensure" ? command.machine.name : "name" in command ? command.name : undefined;
  return `carry out "${command.command}"${name ? ` for the machine ${name}` : ""}`;
}
