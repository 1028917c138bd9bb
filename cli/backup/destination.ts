import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, rename, rm } from "node:fs/promises";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf, SwarmError } from "../../provisioners/core/errors";

/** Where a backup goes. */
export interface Destination {
  /** As the summary names it. */
  name: string;
  write(encrypted: Readable, signal: AbortSignal): Promise<void>;
}

/** @throws SwarmError `BACKUP_NOT_WRITTEN` where it is not clear, or a terminal */
export function destinationOf(file: string | undefined, toCommand: string | undefined): Destination {
  if (toCommand !== undefined && file === undefined) return command(toCommand);
  if (toCommand !== undefined || file === undefined) {
    throw notWritten(
      "It is not clear where the backup is to go",
      undefined,
      "Give a file, `-` for standard output, or `--to-command`.",
    );
  }
  if (file !== "-") return named(file);
  if (process.stdout.isTTY)
    throw notWritten("A backup is not written to a terminal", undefined, "Pipe it, or give a file.");
  return {
    name: "standard output",
    write: (bytes, signal) => {
      // Here, a reader that has enough is a failure.
      process.stdout.removeAllListeners("error");
      return pipeline(bytes, process.stdout, { signal, end: false });
    },
  };
}

/** For its owner only, and there under its name only when it is whole and on disk. */
function named(path: string): Destination {
  return {
    name: path,
    async write(bytes, signal) {
      const part = `${path}.part-${process.pid}`;
      try {
        const file = await open(part, "wx", 0o600);
        try {
          for await (const chunk of bytes) {
            signal.throwIfAborted();
            await file.writeFile(chunk as Uint8Array);
          }
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        if (error instanceof SwarmError || signal.aborted) throw error;
        throw notWritten(
          `The backup cannot be written to ${path}`,
          messageOf(error),
          "Check the folder and its file system.",
        );
      }
    },
  };
}

/** The command gets the backup on its standard input; what it prints goes to stderr. */
function command(line: string): Destination {
  return {
    name: `the command \`${line}\``,
    async write(bytes, signal) {
      const child = spawn("/bin/sh", ["-c", line], { stdio: ["pipe", process.stderr, process.stderr], signal });
      const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
      const [written, exit] = await Promise.allSettled([pipeline(bytes, child.stdin), ended]);
      if (written.status === "rejected" && written.reason instanceof SwarmError) throw written.reason;
      if (exit.status === "rejected") throw exit.reason;
      const [code, killed] = exit.value;
      const status = code ?? 128 + constants.signals[killed ?? "SIGKILL"];
      if (status !== 0)
        throw notWritten(
          "The command that takes the backup failed",
          `it ended with code ${status}`,
          "Look at what it printed.",
        );
      // A command that ends well without reading all of it has not stored it.
      if (written.status === "rejected") {
        throw notWritten(
          "The command did not take the whole backup",
          messageOf(written.reason),
          "Use one that reads its standard input.",
        );
      }
    },
  };
}

const notWritten = (summary: string, cause: string | undefined, fix: string) =>
  new SwarmError({ code: "BACKUP_NOT_WRITTEN", summary, cause, fix });
