import type { Duplex } from "node:stream";
import type { SwarmError } from "../core/errors";
import type { Connection } from "./schema";

export interface RunOptions {
  /** Written to the command's standard input: the way for secrets, which must not stand in a command line. */
  stdin?: string | Buffer;
  /** Run as root; a no-op when the login user is root. Default true: almost everything here needs it. */
  sudo?: boolean;
  /** Called with each complete line of stdout and stderr while the command runs. */
  onLine?: (line: string) => void;
  /** Milliseconds until the command is ended; default 60,000. */
  deadlineMs?: number;
  /** Exit codes that are not an error; default [0]. */
  codes?: number[];
  /** What the command does, for the error: "install docker.io". Default: the command itself. */
  what?: string;
  /** Where the command is safe to repeat after a dropped connection. Default false. */
  idempotent?: boolean;
}

export interface RunResult {
  stdout: string;
  stderr: string;
  code: number;
  /** A start-up file of the login shell reads standard input. */
  isInputTaken?: true;
}

export interface UploadOptions {
  /** Permission bits, such as 0o600. Default 0o644. */
  mode?: number;
  /** `user` or `user:group`. Default root:root. */
  owner?: string;
  /** A file that is there already keeps its own mode and owner. */
  keep?: boolean;
}

/** One of several commands that go over together. */
export interface Command extends Pick<RunOptions, "deadlineMs" | "codes" | "what"> {
  /** A POSIX shell script; an array is quoted word by word. Safe to repeat, as after a dropped connection. */
  script: string | readonly string[];
  stdin?: string;
  /** The error where the command ends with another code than `codes`; default `SSH_COMMAND_FAILED`. */
  failed?: (result: RunResult) => SwarmError;
}

export interface RunAllOptions {
  /** Called when the command at this index begins, while the others still wait. */
  onBegin?: (index: number) => void;
  /** Called with each complete line that a command prints while it runs. */
  onLine?: (line: string) => void;
}

/** A command whose input and output are a stream of bytes. It is run as root. */
export interface RemoteCommand {
  /** What it is for, for errors: "talk to Docker". */
  what: string;
  command: readonly string[];
  /** The error where it fails, with the last lines of stderr. */
  failed(label: string, cause: string): SwarmError;
}

/** A Unix socket on a host, with a command that connects its input and output to it, for users who may not open it. */
export interface RemoteSocket extends RemoteCommand {
  path: string;
}

/** A TCP port as a host reaches it. */
export interface RemotePort {
  address: string;
  port: number;
}

/** The user's terminal, or streams that stand for one. */
export interface Terminal {
  input: Pick<NodeJS.ReadStream, "isTTY" | "setRawMode" | "pipe" | "unpipe">;
  output: NodeJS.WritableStream & Pick<NodeJS.WriteStream, "columns" | "rows">;
  /** Where given, the command has no terminal: bytes pass as they are, and those of its stderr go here. */
  errors?: NodeJS.WritableStream;
}

/** One reachable host: every method goes over the same pooled connection and redials when that dropped. */
export interface SshHost {
  /** For messages: `name (address)` or the address. */
  readonly label: string;
  /**
   * Runs a POSIX shell command (an array is quoted word by word).
   * @throws SwarmError `SSH_COMMAND_FAILED` with the last lines of stderr, `SSH_DROPPED` (transport), `DEADLINE`,
   * `SSH_NO_SUDO`, `SSH_LOGIN_SHELL`.
   */
  run(command: string | readonly string[], options?: RunOptions): Promise<RunResult>;
  /**
   * Runs commands as root, one after the other, up to the first that fails, in one round trip.
   * @throws SwarmError as `run` does for the one that failed; those before it have done their work.
   */
  runAll(commands: readonly Command[], options?: RunAllOptions): Promise<RunResult[]>;
  /** Writes a file atomically (temporary file beside it, then rename), with mode and owner. */
  upload(path: string, content: string | Buffer, options?: UploadOptions): Promise<void>;
  /**
   * A byte stream to a Unix socket, which ends with the run.
   * @throws SwarmError what `failed` makes, `SSH_DROPPED` (transport), `SSH_NO_SUDO`.
   */
  connect(socket: RemoteSocket): Promise<Duplex>;
  /**
   * A byte stream into and out of a command, which ends with both. A command that fails ends it with the error that `failed`
   * makes.
   * @throws SwarmError `SSH_DROPPED` (transport), `SSH_NO_SUDO`.
   */
  stream(command: RemoteCommand): Promise<Duplex>;
  /**
   * A byte stream to a TCP port, which ends with the run.
   * @throws SwarmError `SSH_PORT_CLOSED`, `SSH_FORWARD_FORBIDDEN`, `SSH_DROPPED` (transport).
   */
  connectPort(port: RemotePort): Promise<Duplex>;
  /**
   * Runs a command, or the login shell, on the user's terminal, as the login user. Gives its exit code.
   * @throws SwarmError `SSH_DROPPED` (transport), `SSH_CHANNEL_REFUSED`.
   */
  terminal(command: string | readonly string[] | undefined, terminal: Terminal): Promise<number>;
}

export interface UseOptions {
  /** For messages and the live status. */
  name?: string;
  /** Milliseconds for dialling, all retries included; default 60,000. */
  deadlineMs?: number;
  signal?: AbortSignal;
  /** Live status: "dial 3: connection refused, retrying". */
  status?: (text: string) => void;
}

/** Connections of one process, one per host. */
export interface SshPool<Host = SshHost> {
  /**
   * The host behind a connection, dialled if needed. Calls for the same host share one connection.
   * @throws SwarmError `SSH_HOST_KEY_MISMATCH`, `SSH_AUTH_FAILED`, `SSH_BAD_KEY` (final), `SSH_UNREACHABLE` (after the deadline).
   */
  use(connection: Connection, options?: UseOptions): Promise<Host>;
  /** Ends every connection. */
  close(): Promise<void>;
}
