import type { CommandHost } from "../commands/command";
import { cancelled, dropped } from "../failures";
import type { Wire } from "../wire";
import type { ChannelSocket } from "./channel-socket";

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED: sshd is told not to forward. */
export const PROHIBITED = 1;

/** A socket that ends with the run. */
export function tracked({ use, label }: CommandHost, socket: ChannelSocket, what: string): ChannelSocket {
  // It may fail before whoever asked for it listens: then that finds the error in `errored`.
  socket.on("error", () => undefined);
  const cancel = () => socket.destroy(cancelled(what, label));
  use.signal?.addEventListener("abort", cancel, { once: true });
  socket.once("close", () => use.signal?.removeEventListener("abort", cancel));
  if (use.signal?.aborted) cancel();
  return socket;
}

/** Why a socket ended, where the connection under it was lost. */
export const lost = (wire: Wire, what: string, label: string) =>
  wire.lost === undefined ? undefined : dropped(what, label, wire.lost);
