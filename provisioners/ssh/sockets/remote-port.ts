import type { Duplex } from "node:stream";
import { SwarmError } from "../../core/errors";
import { patient } from "../../core/patience";
import type { CommandHost } from "../commands/command";
import { dropped, portForbidden } from "../failures";
import type { RemotePort } from "../types";
import { ChannelSocket } from "./channel-socket";
import { lost, PROHIBITED, tracked } from "./channels";

/** A connection that was lost may take any time to tell. */
const OPEN_MS = 10_000;

/** `Host.connectPort`: sshd connects from there. */
export async function connectToPort(host: CommandHost, { address, port }: RemotePort): Promise<Duplex> {
  const { link, label, use } = host;
  const what = `connect to ${address}:${port}`;
  const wire = await link.wire({ ...use, label });
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(dropped(what, label, "the host did not answer"));
    }, patient(OPEN_MS));
    const refuse = (error: Error & { reason?: unknown }) => {
      clearTimeout(timer);
      if (wire.lost !== undefined) reject(dropped(what, label, wire.lost));
      else if (error.reason === PROHIBITED) reject(portForbidden("The host", label, error.message));
      else reject(closed(address, port, label, error.message));
    };
    try {
      wire.client.forwardOut("127.0.0.1", 0, address, port, (error, channel) => {
        if (error) return refuse(error);
        clearTimeout(timer);
        if (isLate) return channel.close();
        resolve(tracked(host, new ChannelSocket(channel, () => lost(wire, what, label)), what));
      });
    } catch (error) {
      refuse(error as Error);
    }
  });
}

const closed = (address: string, port: number, host: string, cause: string) =>
  new SwarmError({
    code: "SSH_PORT_CLOSED",
    kind: "transient",
    summary: `Nobody answers at ${address}:${port}`,
    host,
    cause,
    fix: "Check that the process listens on all addresses of its container, and on this port",
  });
