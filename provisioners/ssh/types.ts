import type Docker from "dockerode";
import { z } from "zod";
import { secret } from "../schema/marks";

const endpoint = {
  host: z.string().min(1).describe("Address or name to dial."),
  port: z.number().int().min(1).max(65535).default(22).describe("SSH port."),
  user: z.string().min(1).default("root").describe("Login user; a user other than root needs password-less sudo."),
  privateKey: secret(z.string().min(1)).describe("Private key in OpenSSH or PEM form."),
  hostKey: z
    .string()
    .min(1)
    .describe("The host's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint (`SHA256:…`)."),
};

/** How to reach one host over SSH. The host key is always checked: there is no way to accept an unknown one. */
export const connectionSchema = z.object({
  ...endpoint,
  jump: z.object(endpoint).optional().describe("A host to go through (ProxyJump)."),
});

export type Connection = z.output<typeof connectionSchema>;

/** A host with the name that messages call it by. */
export const namedHostSchema = z.object({
  name: z.string().min(1).describe("Name of the machine, for messages."),
  connection: connectionSchema,
});

/** Output of resources that do the same on many hosts. */
export const pendingHosts = z
  .array(z.string())
  .optional()
  .describe("Hosts that were out of reach: what is due there is done by a later run.");

export type NamedHost = z.output<typeof namedHostSchema>;

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
}

export interface UploadOptions {
  /** Permission bits, such as 0o600. Default 0o644. */
  mode?: number;
  /** `user` or `user:group`. Default root:root. */
  owner?: string;
}

/** One reachable host: every method goes over the same pooled connection and redials when that dropped. */
export interface Host {
  /** For messages: `name (address)` or the address. */
  readonly label: string;
  /**
   * Runs a POSIX shell command (an array is quoted word by word).
   * @throws SwarmError `SSH_COMMAND_FAILED` with the last lines of stderr, `SSH_DROPPED` (transport), `DEADLINE`.
   */
  run(command: string | readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Writes a file atomically (temporary file beside it, then rename), with mode and owner. */
  upload(path: string, content: string | Buffer, options?: UploadOptions): Promise<void>;
  /** Docker Engine API over the forwarded `/var/run/docker.sock`. */
  docker(): Docker;
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
export interface SshPool {
  /**
   * The host behind a connection, dialled if needed. Calls for the same host share one connection.
   * @throws SwarmError `SSH_HOST_KEY_MISMATCH`, `SSH_AUTH_FAILED`, `SSH_BAD_KEY` (final), `SSH_UNREACHABLE` (after the deadline).
   */
  use(connection: Connection, options?: UseOptions): Promise<Host>;
  /** Ends every connection. */
  close(): Promise<void>;
}
