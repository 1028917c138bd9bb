import type { Duplex } from "node:stream";
import type { Channel, ClientChannel } from "ssh2";
import { ChannelSocket } from "./channel-socket";
import { type CommandHost, orCancelled } from "./command";
import { notStarted, openChannel } from "./exec";
import { cancelled, dropped, isSudoRefusal, noSudo } from "./failures";
import { lastLines } from "./lines";
import { quote } from "./quote";
import type { RemoteSocket } from "./types";
import type { Wire } from "./wire";

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
    if (host.user === "root" && opened.reason === CONNECT_FAILED) throw socket.unanswered(label, opened.message);
    link.throughCommand.add(socket.path);
  }
  return runCommand(host, wire, socket);
}

type OpenError = Error & { reason?: unknown };

// A channel's exit and close may come in the same packet as its opening: it is tracked at once, not after an `await`.
function forward(host: CommandHost, wire: Wire, { path, what }: RemoteSocket): Promise<Duplex | OpenError> {
  return new Promise((resolve) => {
    try {
      wire.client.openssh_forwardOutStreamLocal(path, (error, channel) =>
        resolve(error ?? track(host, channel, what, () => lost(wire, what, host.label))),
      );
    } catch (error) {
      resolve(error as Error);
    }
  });
}

async function runCommand(host: CommandHost, wire: Wire, socket: RemoteSocket): Promise<Duplex> {
  const { link, user, label, use } = host;
  const { what } = socket;
  const release = await orCancelled(host, what, () => link.socketSessions.take(use.signal));
  const command = quote([...(user === "root" ? [] : ["sudo", "-n"]), ...socket.command]);
  return new Promise((resolve, reject) => {
    openChannel(wire, command, (error, channel) => {
      channel?.once("close", release);
      if (!error) return resolve(trackCommand(host, wire, channel, socket));
      release();
      reject(notStarted(wire, error, { what, label, deadlineMs: 0 }));
    });
  });
}

/** A command's channel, whose failure the command itself explains. */
function trackCommand(host: CommandHost, wire: Wire, channel: ClientChannel, socket: RemoteSocket): Duplex {
  const { user, label } = host;
  let stderr = "";
  let code: number | null = 0;
  channel.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  channel.on("exit", (status: number | null) => {
    code = status;
  });
  return track(host, channel, socket.what, () => {
    if (wire.lost !== undefined || code === 0) return lost(wire, socket.what, label);
    return isSudoRefusal(stderr)
      ? noSudo(user, label, lastLines(stderr, 1))
      : socket.unanswered(label, lastLines(stderr));
  });
}

/** The channel as a socket that ends with the run. */
function track({ use, label }: CommandHost, channel: Channel, what: string, endError: () => Error | undefined): Duplex {
  const socket = new ChannelSocket(channel, endError);
  // It may fail before whoever asked for it listens: then that finds the error in `errored`.
  socket.on("error", () => undefined);
  const cancel = () => socket.destroy(cancelled(what, label));
  use.signal?.addEventListener("abort", cancel, { once: true });
  socket.once("close", () => use.signal?.removeEventListener("abort", cancel));
  if (use.signal?.aborted) cancel();
  return socket;
}

const lost = (wire: Wire, what: string, label: string) =>
  wire.lost === undefined ? undefined : dropped(what, label, wire.lost);
