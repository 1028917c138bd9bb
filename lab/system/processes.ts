import { readdir, readFile } from "node:fs/promises";
import { run } from "./run";

/** How much of a word of a command line is named. */
type Match = "whole" | "prefix";

/**
 * Process IDs of all processes that carry a word in their command line. Killing the first process of user-mode Linux
 * leaves its others alive.
 */
export async function processesWith(word: string, match: Match = "whole"): Promise<number[]> {
  const isMine = (words: string[]) =>
    words.some((found) => (match === "whole" ? found === word : found.startsWith(word)));
  const commands = process.platform === "linux" ? await fromProc() : await fromPs();
  return commands.flatMap(({ pid, words }) => (isMine(words) ? [pid] : []));
}

/** Kills all processes that carry a word, also those that they start meanwhile. */
export async function endProcesses(word: string, match?: Match): Promise<void> {
  for (;;) {
    const pids = await processesWith(word, match);
    if (pids.length === 0) return;
    for (const pid of pids) signalIfThere(pid, "SIGKILL");
  }
}

export async function signalProcesses(word: string, signal: NodeJS.Signals): Promise<void> {
  for (const pid of await processesWith(word)) signalIfThere(pid, signal);
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself since it was looked up.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

interface Command {
  pid: number;
  words: string[];
}

async function fromProc(): Promise<Command[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  return Promise.all(pids.map(async (pid) => ({ pid, words: await argumentsOf(pid) })));
}

async function argumentsOf(pid: number): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
  } catch (error) {
    // It ended meanwhile, or it is another user's on a computer that hides these.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

/** macOS has no /proc; the words that are looked for hold no blanks. */
async function fromPs(): Promise<Command[]> {
  const listed = await run("ps", ["-axww", "-o", "pid=,command="], { what: "list the processes" });
  return listed.split("\n").flatMap((row) => {
    const [pid, ...words] = row.trim().split(" ");
    return pid ? [{ pid: Number(pid), words }] : [];
  });
}
