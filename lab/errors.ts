import { type ErrorKind, type ErrorParts, messageOf, SwarmError } from "../provisioners/core/errors";
import { cacheFolder } from "../provisioners/core/paths";
import { readerCommand } from "../provisioners/core/reader-command";

/** What helps against an error of the operating system, by its name. */
const fixes: Record<string, () => string> = {
  EACCES: () => `give this user ${cacheFolder()}: \`sudo chown -R "$(id -un)" ${cacheFolder()}\``,
  EPERM: () => `give this user ${cacheFolder()}: \`sudo chown -R "$(id -un)" ${cacheFolder()}\``,
  EROFS: () => "set PULUMI_SWARM_CACHE to a folder that can be written",
  ENOSPC: () => `free disk space; \`df -h ${cacheFolder()}\` shows how much there is`,
  EDQUOT: () => `free disk space; \`quota\` shows how much this user has`,
  EMFILE: () => "allow more open files: `ulimit -n 4096`",
  ENFILE: () => "close programs: this computer has too many open files",
  ENOMEM: () => "free memory: close programs, or give the machines less of it",
  EAGAIN: () => "close programs: this user has too many processes (`ulimit -u`)",
  ENAMETOOLONG: () => "set XDG_RUNTIME_DIR to a shorter path: sockets are made there",
  EINVAL: () => "set XDG_RUNTIME_DIR to a shorter path: sockets are made there",
};

/** What helps where the lab ended or a program of it was killed: every request repairs what is left. */
export const ASK_AGAIN = "run the same command again, which starts the lab anew";

/** An error as a person can use it. `what` follows "Cannot": "start the lab". */
export function labError(what: string, error: unknown): SwarmError {
  if (error instanceof SwarmError) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  return new SwarmError({
    code: "LAB",
    summary: `Cannot ${what}`,
    host: "this machine",
    cause: error,
    fix: fixes[code]?.() ?? ASK_AGAIN,
  });
}

/** Code of an error that leaves the command without effect: it can be given again once the lab has started anew. */
export const NOT_RUNNING = "LAB_NOT_RUNNING";

export function notRunning(lab: string): SwarmError {
  return new SwarmError({
    code: NOT_RUNNING,
    summary: `The lab ${lab} does not run`,
    host: "this machine",
    fix: `\`${readerCommand("lab", "start")}\` starts it`,
  });
}

/** A lab that ended before it answered; transient where it said nothing, as one that was killed. */
export function lost(lab: string, cause: string, log: string, kind: ErrorKind = "final"): SwarmError {
  return new SwarmError({
    code: "LAB_LOST",
    kind,
    summary: `The lab ${lab} ended before it answered`,
    host: "this machine",
    cause,
    fix: `${ASK_AGAIN}; its log is ${log}`,
  });
}

/** The parts of an error, as they go from one process to another. */
export function partsOf({ code, kind, summary, host, cause, fix }: SwarmError): ErrorParts {
  return { code, kind, summary, host, cause: cause === undefined ? undefined : messageOf(cause), fix };
}
