import { SwarmError } from "../core/errors";
import { lastLines } from "./lines";

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

/** sshd does not connect to where it is asked to. */
export function portForbidden(who: "The host" | "The jump host", host: string, cause: string): SwarmError {
  return new SwarmError({
    code: who === "The host" ? "SSH_FORWARD_FORBIDDEN" : "SSH_JUMP_FORBIDDEN",
    summary: `${who} does not forward connections`,
    host,
    cause,
    fix: `Set \`AllowTcpForwarding yes\` in ${who.toLowerCase()}'s /etc/ssh/sshd_config`,
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
    fix: `Log in as root, set \`sudoPassword\` (with --secret), or put \`${user} ALL=(ALL) NOPASSWD:ALL\` into /etc/sudoers.d/${user} on the machine`,
  });
}

export function wrongSudoPassword(user: string, host: string): SwarmError {
  return new SwarmError({
    code: "SSH_NO_SUDO",
    summary: `sudo does not take the password of the user ${user}`,
    host,
    fix: "Correct `sudoPassword` (with --secret)",
  });
}

/** The error of a session that ended, or was ended, before the command began. */
export function noCommand(
  { stage, said }: { stage: string; said: { "start-up": string; sudo: string } },
  { user, label }: { user: string; label: string },
  status?: number,
): SwarmError {
  if (stage === "sudo") {
    return noSudo(user, label, lastLines(said.sudo, 3) || `sudo ended with exit code ${status} and printed nothing`);
  }
  const ended = status === undefined ? "does not come to an end" : `ended with exit code ${status}`;
  const printed = lastLines(said["start-up"], 5);
  return new SwarmError({
    code: "SSH_LOGIN_SHELL",
    summary: `The login shell of ${user} runs no command: its start-up ${ended}`,
    host: label,
    cause: printed ? `it printed:\n${printed}` : "it printed nothing",
    fix: loginShellFix(user),
  });
}

/** What sshd and shells run before a command, and what must not be in there. */
export const loginShellFix = (user: string) =>
  `Look for \`exit\`, \`exec\`, \`set -e\` and \`read\` in ~${user}/.bashrc and /etc/bash.bashrc (bash; /etc/bashrc on Red Hat's family), ~/.zshenv (zsh), ~/.config/fish/config.fish (fish), ~/.cshrc (csh), ~/.ssh/rc and the files they read, and put them behind \`case $- in *i*) ;; *) return ;; esac\` (terminals only). Look also for \`command=\` in ~${user}/.ssh/authorized_keys and for the shell in /etc/passwd`;

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
