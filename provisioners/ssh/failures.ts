import { SwarmError } from "../core/errors";

/** The errors that several files of this folder throw. */

export function cancelled(what: string, host: string): SwarmError {
  return new SwarmError({ code: "CANCELLED", summary: `Cancelled: ${what}`, host });
}

export function dropped(what: string, host: string, cause: unknown): SwarmError {
  return new SwarmError({
    code: "SSH_DROPPED",
    kind: "transport",
    summary: `The connection dropped during: ${what}`,
    host,
    cause,
    fix: "Check the network and that the machine did not restart, then run `pulumi up` again",
  });
}

/** One dial that failed in a way that the next one may not. */
export function dialFailed(reason: string, host: string): SwarmError {
  return new SwarmError({ code: "SSH_DIAL", kind: "transport", summary: reason, host });
}

export function noSudo(user: string, host: string, cause: string): SwarmError {
  return new SwarmError({
    code: "SSH_NO_SUDO",
    summary: `The user ${user} cannot become root`,
    host,
    cause,
    fix: `Log in as root, or put \`${user} ALL=(ALL) NOPASSWD:ALL\` into /etc/sudoers.d/${user} on the machine`,
  });
}

/** True for what `sudo -n` (or the shell, where there is no sudo) says when it does not run the command. */
export function isSudoRefusal(stderr: string): boolean {
  return (
    /^sudo: .*(password is required|terminal is required|no tty present|unknown user)/m.test(stderr) ||
    /is not in the sudoers file|is not allowed to (run sudo|execute)|may not run sudo/.test(stderr) ||
    /sudo: (command )?not found/.test(stderr)
  );
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection reset",
  ETIMEDOUT: "no answer",
  EHOSTUNREACH: "no route to host",
  EHOSTDOWN: "host is down",
  ENETUNREACH: "network unreachable",
  ENOTFOUND: "name not found",
  EAI_AGAIN: "name lookup failed",
};

/** A network error in a few words. */
export function reasonOf(error: Error & { code?: string }): string {
  return REASONS[error.code ?? ""] ?? (error.message || String(error.code ?? error));
}
