import type { Duplex } from "node:stream";
import type { Channel, ClientChannel } from "ssh2";
import { SwarmError } from "../core/errors";
import { ChannelSocket } from "./channel-socket";
import { type CommandHost, orCancelled } from "./command";
import { notStarted, openChannel } from "./exec";
import { cancelled, dropped, isSudoRefusal, noSudo } from "./failures";
import { lastLines } from "./lines";
import { quote } from "./quote";
import type { Wire } from "./wire";

const SOCKET = "/var/run/docker.sock";
const WHAT = "talk to Docker";
/** SSH_OPEN_CONNECT_FAILED: no such socket, nobody listens, or no permission. */
const CONNECT_FAILED = 2;

/** A byte stream to the Docker Engine: the forwarded socket, or where the user may not open it, a command as root. */
export async function openDockerStream(host: CommandHost): Promise<Duplex> {
  const { link, label, use } = host;
  const wire = await link.wire({ ...use, label });
  if (!link.dockerByCommand) {
    const opened = await forward(host, wire);
    if (!(opened instanceof Error)) return opened;
    if (wire.lost !== undefined) throw dropped(WHAT, label, wire.lost);
    if (host.user === "root" && opened.reason === CONNECT_FAILED) throw notRunning(label, opened.message);
    link.dockerByCommand = true;
  }
  return dialStdio(host, wire);
}

type OpenError = Error & { reason?: unknown };

// A channel's exit and close may come in the same packet as its opening: it is tracked at once, not after an `await`.
function forward(host: CommandHost, wire: Wire): Promise<Duplex | OpenError> {
  return new Promise((resolve) => {
    try {
      wire.client.openssh_forwardOutStreamLocal(SOCKET, (error, channel) =>
        resolve(error ?? track(host, channel, () => lost(wire, host.label))),
      );
    } catch (error) {
      resolve(error as Error);
    }
  });
}

async function dialStdio(host: CommandHost, wire: Wire): Promise<Duplex> {
  const { link, user, label, use } = host;
  const release = await orCancelled(host, WHAT, () => link.dockerSessions.take(use.signal));
  const command = quote([...(user === "root" ? [] : ["sudo", "-n"]), "docker", "system", "dial-stdio"]);
  return new Promise((resolve, reject) => {
    openChannel(wire, command, (error, channel) => {
      channel?.once("close", release);
      if (!error) return resolve(trackCommand(host, wire, channel));
      release();
      reject(notStarted(wire, error, { what: WHAT, label, deadlineMs: 0 }));
    });
  });
}

/** A command's channel, whose failure the command itself explains. */
function trackCommand(host: CommandHost, wire: Wire, channel: ClientChannel): Duplex {
  const { user, label } = host;
  let stderr = "";
  let code: number | null = 0;
  channel.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  channel.on("exit", (status: number | null) => {
    code = status;
  });
  return track(host, channel, () => {
    if (wire.lost !== undefined || code === 0) return lost(wire, label);
    return isSudoRefusal(stderr) ? noSudo(user, label, lastLines(stderr, 1)) : notRunning(label, lastLines(stderr));
  });
}

/** The channel as a socket that ends with the run. */
function track({ use, label }: CommandHost, channel: Channel, endError: () => Error | undefined): Duplex {
  const socket = new ChannelSocket(channel, endError);
  // It may fail before HTTP has it and listens: then whoever hands it over finds the error in `errored`.
  socket.on("error", () => undefined);
  const cancel = () => socket.destroy(cancelled(WHAT, label));
  use.signal?.addEventListener("abort", cancel, { once: true });
  socket.once("close", () => use.signal?.removeEventListener("abort", cancel));
  if (use.signal?.aborted) cancel();
  return socket;
}

function lost(wire: Wire, label: string): SwarmError | undefined {
  return wire.lost === undefined ? undefined : dropped(WHAT, label, wire.lost);
}

function notRunning(label: string, cause: string): SwarmError {
  return new SwarmError({
    code: "DOCKER_NOT_RUNNING",
    kind: "transient",
    summary: `Docker does not answer at ${SOCKET}`,
    host: label,
    cause,
    fix: "Look at `systemctl status docker` and `journalctl -u docker` on the machine",
  });
}
