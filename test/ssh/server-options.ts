import type { Server as HttpServer, RequestListener } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Unwrapped } from "./unwrap";

export interface Reply {
  stdout?: string;
  stderr?: string;
  code?: number;
  /** The host ends it before the command begins, as sudo does. */
  refused?: boolean;
}

/** A command as the server got it. */
export interface Call extends Unwrapped {
  stdin: string;
}

/** Answers a command; `"hang"` never does, `"drop"` cuts the connection. */
export type Handler = (call: Call) => Reply | "hang" | "drop" | Promise<Reply | "hang" | "drop">;

export interface ServerOptions {
  handler?: Handler;
  /**
   * Really runs the whole line with the login shell (default `sh`), with these directories first on the path; the first
   * ones are cut off.
   */
  shell?: { path?: string[]; dropFirst?: number; login?: string; env?: Record<string, string> };
  /** Answers on the forwarded Docker socket. */
  docker?: RequestListener | HttpServer;
  /** Takes the streams to the Docker socket, in the place of `docker`. */
  onDockerStream?: (stream: Duplex) => void;
  /** The public key that may log in; default: that of `loginKey`. */
  authorizedKey?: string;
  /** Hears of each login. */
  onLogin?: () => void;
  /** Takes each connection and hands it on, or what it makes of it, when it likes to. */
  onConnection?: (socket: Socket, accept: (stream: Duplex) => void) => void;
  /** Forwarding of the Docker socket is refused, as to a user without permission. */
  refuseDockerSocket?: boolean;
  /** Type of the host key. */
  hostKey?: "ed25519" | "ecdsa";
  /** The first connections that are closed before the banner, as MaxStartups does. */
  dropFirst?: number;
  /** The first connections that never get a banner. */
  muteFirst?: number;
  /** Sessions that are refused before the first one is let in. */
  refuseSessions?: number;
  /** Sent before authentication. */
  banner?: string;
  /** Logins that are refused before the first one is let in. */
  refuseLogins?: number;
  /** Hears of the signals that commands get. */
  onSignal?: (name: string) => void;
  /** Hears of the terminals of sessions and their sizes; a command ends well once it says so. */
  terminal?: (what: "pty" | "resize", size: { cols: number; rows: number }) => boolean;
  /** Runs commands as they come, without a frame. */
  raw?: boolean;
  /** Forwards connections, as a jump host. */
  forward?: boolean;
  port?: number;
}
