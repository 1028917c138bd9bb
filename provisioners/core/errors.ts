import type { ErrorCode } from "./error-codes";

export type { ErrorCode };

/**
 * The one error class of the project.
 *
 * `transport` errors are retried with backoff within the operation's deadline, `transient` errors (a package lock,
 * "update out of sequence") are retried by the caller that knows them, `final` errors are shown to the user at once.
 */
export type ErrorKind = "transport" | "transient" | "final";

export interface ErrorParts {
  /** Stable identifier, such as `SSH_HOST_KEY_MISMATCH`; each has an entry in docs/errors.md. */
  code: ErrorCode;
  kind?: ErrorKind;
  /** What failed, in one sentence without a full stop. */
  summary: string;
  /** The machine it happened on: its name or address. */
  host?: string;
  /** Why: another error, or text such as the last lines of stderr. Never holds a secret. */
  cause?: unknown;
  /** What the user can do about it. */
  fix?: string;
}

/** An error that says what failed, where, why and what to do, in that order. */
export class SwarmError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly summary: string;
  readonly host?: string;
  readonly fix?: string;

  constructor(parts: ErrorParts) {
    super(format(parts));
    this.name = "SwarmError";
    this.code = parts.code;
    this.kind = parts.kind ?? "final";
    this.summary = parts.summary;
    this.host = parts.host;
    this.cause = parts.cause;
    this.fix = parts.fix;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for an error that the same call may not meet again. */
export function isRetryable(error: unknown): boolean {
  return error instanceof SwarmError && error.kind !== "final";
}

function format({ summary, host, cause, fix }: ErrorParts): string {
  const lines = [host ? `${summary} (${host})` : summary];
  if (cause !== undefined) lines.push(`Cause: ${messageOf(cause).trim()}`);
  if (fix) lines.push(`Fix: ${fix}`);
  return lines.join("\n");
}
