import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import net from "node:net";
import { createInterface } from "node:readline";
import { SwarmError } from "../provisioners/core/errors";
import { withLock } from "../provisioners/core/lock";
import { ownProcess } from "../provisioners/core/paths";
import { until } from "../provisioners/core/until";
import type { BackendKind } from "./backends/kind";
import { chooseBackend, sentence } from "./choice/choose";
import { daemonEnvironment } from "./daemon-environment";
import { labError, lost, notRunning } from "./errors";
import { controlSocket, labFolder, lockFile, logFile } from "./paths";
import type { Command, Line } from "./protocol";
import { loadMachines } from "./store";
import { listens } from "./system/listens";

const START_MS = 30_000;
const LOG_LINES = 8;
const silent = () => undefined;

export type Status = (text: string) => void;

export function isRunning(lab: string): Promise<boolean> {
  return listens({ path: controlSocket(lab) });
}

/** Runs work that must not meet a start of the lab, nor another such work. */
export function whileNobodyStarts<T>(lab: string, work: () => Promise<T>): Promise<T> {
  return withLock(lockFile(lab, "start"), silent, work, 100);
}

/** Starts the lab's daemon, and with it the lab's machines, where it does not run. */
export async function startDaemon(lab: string, status: Status = silent): Promise<void> {
  try {
    if (await isRunning(lab)) return;
    // Machines of one program are made at the same time, and each wants the lab.
    await whileNobodyStarts(lab, async () => {
      if (await isRunning(lab)) return;
      const isNew = (await loadMachines(lab)).length === 0;
      const backend = isNew ? await backendFor(status) : undefined;
      await mkdir(labFolder(lab), { recursive: true, mode: 0o700 });
      await runDaemon(lab, backend);
    });
  } catch (error) {
    throw labError(`start the lab ${lab}`, error);
  }
}

/** The backend of a new lab. The lab's daemon is told, so that it need not look for one while someone waits. */
async function backendFor(status: Status): Promise<BackendKind> {
  const choice = await chooseBackend({
    attempt(title, work) {
      status(title);
      return work(status);
    },
  });
  status(`lab machines: ${sentence(choice)}`);
  return choice.kind;
}

async function runDaemon(lab: string, backend?: BackendKind): Promise<void> {
  let daemon = spawnDaemon(lab, backend);
  await until(
    async () => {
      if (await isRunning(lab)) return true;
      const end = daemon.end();
      // It found an earlier daemon, which has ended since.
      if (end === 0) daemon = spawnDaemon(lab, backend);
      if (!end) return undefined;
      throw new SwarmError({
        code: "LAB_DAEMON",
        summary: `The lab ${lab} cannot start`,
        host: "this machine",
        cause: `its process ended with ${end}\n${endOfLog(lab)}`,
        fix: `look at ${logFile(lab)}; the same command starts the lab again`,
      });
    },
    { what: `the lab ${lab} to start`, deadlineMs: START_MS, pauseMs: 50, host: "this machine", fix: logFile(lab) },
  );
}

function spawnDaemon(lab: string, backend?: BackendKind): { end(): number | string | undefined } {
  const log = openSync(logFile(lab), "a", 0o600);
  const [node, ...args] = ownProcess("lab-daemon", lab);
  const child = spawn(node, args, {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    env: daemonEnvironment(process.env, backend),
  });
  child.unref();
  closeSync(log);
  let end: number | string | undefined;
  child.once("exit", (code, signal) => {
    end = code ?? signal ?? undefined;
  });
  child.once("error", (error) => {
    end = error.message;
  });
  return { end: () => end };
}

/** Sends one command to a running lab. */
export function send(lab: string, command: Command, status: Status = silent, signal?: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(controlSocket(lab));
    const abort = () => socket.destroy(signal?.reason);
    signal?.addEventListener("abort", abort);
    let connected = false;
    socket.once("connect", () => {
      connected = true;
      socket.write(`${JSON.stringify(command)}\n`);
    });
    const lines = createInterface({ input: socket }).on("line", (text) => {
      const line = JSON.parse(text) as Line;
      if ("status" in line) status(line.status);
      else if ("error" in line) reject(new SwarmError(line.error));
      else resolve(line.value);
    });
    const giveUp = () => reject(connected ? lost(lab, endOfLog(lab), logFile(lab), "transient") : notRunning(lab));
    // Readline hands the socket's errors on.
    lines.once("error", giveUp);
    socket.once("error", giveUp);
    socket.once("close", () => {
      signal?.removeEventListener("abort", abort);
      giveUp();
    });
  });
}

/** The daemon's last words say why it is gone. */
function endOfLog(lab: string): string {
  try {
    return readFileSync(logFile(lab), "utf8").trimEnd().split("\n").slice(-LOG_LINES).join("\n");
  } catch (error) {
    return `its log cannot be read: ${(error as Error).message}`;
  }
}
