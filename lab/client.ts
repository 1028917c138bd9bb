import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SwarmError } from "../provisioners/core/errors";
import { withLock } from "../provisioners/core/lock";
import { packageRoot } from "../provisioners/core/paths";
import { until } from "../provisioners/core/until";
import { BACKEND_VARIABLE } from "./backends/candidates";
import { type Choice, chooseBackend, sentence } from "./backends/choose";
import type { BackendKind } from "./backends/kind";
import { listens } from "./listens";
import { controlSocket, labFolder, logFile } from "./paths";
import type { Command, Line, MachineRequest, MachineView } from "./protocol";
import { labEnvironment } from "./requirements/path";
import { loadMachines } from "./store";

const END_MS = 20_000;

type Status = (text: string) => void;

/** The machine as asked for; starts the lab where it does not run. */
export async function ensureMachine(
  lab: string,
  machine: MachineRequest,
  status: Status,
  signal?: AbortSignal,
): Promise<MachineView> {
  if (!(await isRunning(lab))) {
    const isNew = (await loadMachines(lab)).length === 0;
    await startDaemon(lab, isNew ? await backendFor(status) : undefined);
  }
  return (await send(lab, { command: "ensure", machine }, status, signal)) as MachineView;
}

/** The backend of a new lab. The lab's daemon is told, so that it need not look for one while someone waits. */
async function backendFor(status: Status): Promise<BackendKind> {
  choosing ??= chooseBackend({
    attempt(title, work) {
      status(title);
      return work(status);
    },
  });
  choosing.catch(() => {
    choosing = undefined;
  });
  const choice = await choosing;
  status(`lab machines: ${sentence(choice)}`);
  return choice.kind;
}

/** Machines of one program are made at the same time. */
let choosing: Promise<Choice> | undefined;

/** Removes a machine and all that it left; the last one ends the lab. A machine that is gone is no error. */
export async function deleteMachine(lab: string, name: string): Promise<void> {
  const known = await loadMachines(lab);
  if (!known.some((machine) => machine.name === name)) return;
  await startDaemon(lab);
  await send(lab, { command: "remove", name });
  // The last one takes the lab along. Whoever makes a machine next must not meet the lab while it tidies up.
  await until(async () => (!existsSync(labFolder(lab)) || (await loadMachines(lab)).length > 0 ? true : undefined), {
    what: `the lab ${lab} to end after its last machine`,
    deadlineMs: END_MS,
    pauseMs: 50,
    host: "this machine",
  });
}

/** The machines of a lab; those of a lab that does not run are off. */
export async function listMachines(lab: string): Promise<MachineView[]> {
  if (await isRunning(lab)) return (await send(lab, { command: "list" })) as MachineView[];
  return (await loadMachines(lab)).map((record) => ({ ...record, up: false }));
}

/** Starts the lab's daemon, and with it the lab's machines, where it does not run. */
export async function startDaemon(lab: string, backend?: BackendKind): Promise<void> {
  if (await isRunning(lab)) return;
  await mkdir(labFolder(lab), { recursive: true, mode: 0o700 });
  // Machines of one program are made at the same time, and each wants the lab.
  await withLock(
    join(labFolder(lab), "starting"),
    () => undefined,
    () => spawnDaemon(lab, backend),
    100,
  );
}

async function spawnDaemon(lab: string, backend?: BackendKind): Promise<void> {
  if (await isRunning(lab)) return;
  const log = openSync(logFile(lab), "a", 0o600);
  const child = spawn(process.execPath, [join(packageRoot, "dist", "lab", "daemon", "daemon.js"), lab], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    env: daemonEnvironment(backend),
  });
  child.unref();
  closeSync(log);
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  await until(
    async () => {
      if (await isRunning(lab)) return true;
      if (!ended) return undefined;
      throw new SwarmError({
        code: "LAB_DAEMON",
        summary: `The lab ${lab} cannot start`,
        host: "this machine",
        cause: (await readFile(logFile(lab), "utf8")).slice(-2_000),
      });
    },
    { what: `the lab ${lab} to start`, deadlineMs: 30_000, pauseMs: 50, host: "this machine" },
  );
}

/** Sends one command to a running lab. */
export function send(
  lab: string,
  command: Command,
  status: Status = () => undefined,
  signal?: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(controlSocket(lab));
    const abort = () => socket.destroy(signal?.reason);
    signal?.addEventListener("abort", abort);
    socket.once("connect", () => socket.write(`${JSON.stringify(command)}\n`));
    const lines = createInterface({ input: socket }).on("line", (text) => {
      const line = JSON.parse(text) as Line;
      if ("status" in line) status(line.status);
      else if ("error" in line) reject(new SwarmError({ code: line.error.code, summary: line.error.message }));
      else resolve(line.value);
    });
    const lost = () =>
      reject(
        new SwarmError({
          code: "LAB_LOST",
          summary: `The lab ${lab} does not answer`,
          host: "this machine",
          cause: endOfLog(lab),
          fix: `look at ${logFile(lab)}; \`npm run lab -- start\` starts it again`,
        }),
      );
    // Readline hands the socket's errors on.
    lines.once("error", lost);
    socket.once("error", lost);
    socket.once("close", () => {
      signal?.removeEventListener("abort", abort);
      lost();
    });
  });
}

/** The daemon's last words say why it is gone. */
function endOfLog(lab: string): string | undefined {
  if (!existsSync(logFile(lab))) return undefined;
  return readFileSync(logFile(lab), "utf8").trimEnd().split("\n").slice(-5).join("\n");
}

export function isRunning(lab: string): Promise<boolean> {
  return listens({ path: controlSocket(lab) });
}

/** The daemon lives on after the run: it gets nothing of the run's secrets. */
function daemonEnvironment(backend?: BackendKind): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      ["PULUMI_SWARM_CACHE", BACKEND_VARIABLE].includes(name) ||
      !/^(PULUMI|AWS|DIGITALOCEAN|SPACES)_|TOKEN|SECRET|PASSW/.test(name),
  );
  return { ...labEnvironment(Object.fromEntries(kept)), ...(backend && { [BACKEND_VARIABLE]: backend }) };
}
