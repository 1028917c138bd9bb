import type { Duplex } from "node:stream";
import type { ClientChannel } from "ssh2";
import type { SwarmError } from "../../core/errors";
import { becomeRoot, type CommandHost, orCancelled } from "../commands/command";
import { notStarted, openChannel } from "../commands/exec";
import { cancelled, dropped, noCommand, wrongSudoPassword } from "../failures";
import { Conversation } from "../frame/conversation";
import { type Framed, frame } from "../frame/line";
import { lastLines } from "../lines";
import { quote } from "../quote";
import type { RemoteCommand, RemoteSocket } from "../types";
import type { Wire } from "../wire";
import { ChannelSocket } from "./channel-socket";
import { lost, tracked } from "./channels";

/** SSH_OPEN_CONNECT_FAILED: no such socket, nobody listens, or no permission. */
const CONNECT_FAILED = 2;

/** `Host.connect`: the forwarded socket, or where the user may not open it, a command as root. */
export async function connectTo(host: CommandHost, socket: RemoteSocket): Promise<Duplex> {
  const { link, label, use } = host;
  const wire = await link.wire({ ...use, label });
  if (!link.throughCommand.has(socket.path)) {
    const opened = await forward(host, wire, socket);
    if (!(opened instanceof Error)) return opened;
    if (wire.lost !== undefined) throw dropped(socket.what, label, wire.lost);
    if (host.user === "root" && opened.reason === CONNECT_FAILED) throw socket.failed(label, opened.message);
    link.throughCommand.add(socket.path);
  }
  return runCommand(host, wire, socket);
}

/** `Host.stream`. */
export async function streamCommand(host: CommandHost, command: RemoteCommand): Promise<Duplex> {
  return runCommand(host, await host.link.wire({ ...host.use, label: host.label }), command);
}

type OpenError = Error & { reason?: unknown };

// A channel's exit and close may come in the same packet as its opening: it is tracked at once, not after an `await`.
function forward(host: CommandHost, wire: Wire, { path, what }: RemoteSocket): Promise<Duplex | OpenError> {
  return new Promise((resolve) => {
    try {
      wire.client.openssh_forwardOutStreamLocal(path, (error, channel) =>
        resolve(error ?? tracked(host, new ChannelSocket(channel, () => lost(wire, what, host.label)), what)),
      );
    } catch (error) {
      resolve(error as Error);
    }
  });
}

async function runCommand(host: CommandHost, wire: Wire, socket: RemoteCommand): Promise<Duplex> {
  const { link, label, use } = host;
  const { what } = socket;
  const release = await orCancelled(host, what, () => link.socketSessions.take(use.signal));
  const framed = frame(quote(socket.command), { sudo: becomeRoot(host).sudo });
  return new Promise((resolve, reject) => {
    openChannel(wire, framed.line, (error, channel) => {
      channel?.once("close", release);
      if (!error) return converse(host, wire, { channel, framed, socket, resolve, reject });
      release();
      reject(notStarted(wire, error, { what, label }));
    });
  });
}

interface SocketCommand {
  channel: ClientChannel;
  framed: Framed;
  socket: RemoteCommand;
  resolve(stream: Duplex): void;
  reject(error: unknown): void;
}

/** The socket is there when the command begins; before that and after it, others print. */
function converse(host: CommandHost, wire: Wire, { channel, framed, socket, resolve, reject }: SocketCommand): void {
  const { label, user, use } = host;
  const { what } = socket;
  let stderr = "";
  let status: number | undefined;
  let stream: ChannelSocket | undefined;
  const giveUp = (error: SwarmError) => {
    use.signal?.removeEventListener("abort", cancel);
    channel.resume();
    channel.close();
    reject(error);
  };
  const cancel = () => giveUp(cancelled(what, label));
  use.signal?.addEventListener("abort", cancel, { once: true });
  const conversation = new Conversation(channel, {
    framed,
    input: undefined,
    sudoPassword: becomeRoot(host).sudoPassword,
    stdout: (chunk) => stream?.receive(chunk),
    stderr: (chunk) => {
      stderr += chunk;
    },
    onBegin: () => {
      use.signal?.removeEventListener("abort", cancel);
      const endError = () => {
        const isLost = wire.lost !== undefined || (conversation.code ?? status) === 0;
        return isLost ? lost(wire, what, label) : socket.failed(label, lastLines(stderr));
      };
      stream = new ChannelSocket(channel, endError, "framed");
      resolve(tracked(host, stream, what));
    },
    onRefusal: () => giveUp(wrongSudoPassword(user, label)),
  });
  channel.on("exit", (code: number | null) => {
    status = code ?? 128;
  });
  channel.on("error", (error: Error) => giveUp(dropped(what, label, error.message)));
  channel.once("close", () => {
    if (stream) return;
    const isLost = wire.lost !== undefined || status === undefined;
    giveUp(isLost ? dropped(what, label, wire.lost) : noCommand(conversation, host, status));
  });
}
