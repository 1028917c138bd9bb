import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isRetryable, SwarmError } from "../provisioners/core/errors";
import { until } from "../provisioners/core/until";
import { isRunning, type Status, send, startDaemon, whileNobodyStarts } from "./connection";
import { NOT_RUNNING } from "./errors";
import { endMachines } from "./leftovers";
import { labFolder, socketsFolder } from "./paths";
import type { Command, MachineRequest, MachineView } from "./protocol";
import { loadMachines } from "./store";

/* The lab's face to the rest of the project. */
export { backends } from "./backends";
export { chooseBackend, sentence } from "./choice/choose";
export { isRunning, send, startDaemon } from "./connection";
export type { Request as NetworkRequest } from "./gate/messages";
export { leftovers } from "./leftovers";
export type { PortStatistics } from "./network/switch";
export { prepareLab } from "./prepare";
export type { Command as LabCommand, MachineRequest, MachineView } from "./protocol";
export { fillRegistry } from "./registry/fill";
export { installCommand, missingPackages, neededPackages } from "./requirements/packages";
export { openShell } from "./shell";
export { labNames } from "./store";

const END_MS = 20_000;
const MOST_TRIES = 3;
/** A process that was killed has closed its sockets by then. */
const DYING_MS = 200;

/** The machine as asked for; starts the lab where it does not run. */
export async function ensureMachine(
  lab: string,
  machine: MachineRequest,
  status: Status,
  signal?: AbortSignal,
): Promise<MachineView> {
  return (await order(lab, { command: "ensure", machine }, status, signal)) as MachineView;
}

/** Removes a machine and all that it left; the last one ends the lab. A machine that is gone is no error. */
export async function deleteMachine(lab: string, name: string): Promise<void> {
  if (!(await loadMachines(lab)).some((machine) => machine.name === name)) {
    await removeEmptyLab(lab);
    return;
  }
  await order(lab, { command: "remove", name });
  // The last one takes the lab along. Whoever makes a machine next must not meet the lab while it tidies up.
  await until(async () => ((await loadMachines(lab)).length > 0 || !(await isRunning(lab)) ? true : undefined), {
    what: `the lab ${lab} to end after its last machine`,
    deadlineMs: END_MS,
    pauseMs: 50,
    host: "this machine",
    fix: "run the same command again",
  });
}

/** Removes a lab with all machines, and what runs that were killed left of it. */
export async function destroyLab(lab: string, onMachine: (name: string) => void = () => undefined): Promise<void> {
  for (const { name } of await loadMachines(lab)) {
    onMachine(name);
    await deleteMachine(lab, name);
  }
  await removeEmptyLab(lab);
}

/** The machines of a lab; those of a lab that does not run are off. */
export async function listMachines(lab: string): Promise<MachineView[]> {
  if (await isRunning(lab)) return (await send(lab, { command: "list" })) as MachineView[];
  return (await loadMachines(lab)).map((record) => ({ ...record, up: false }));
}

/** Gives a command that is safe to repeat to a lab, which is started where it does not run, ends at this moment, or is killed. */
async function order(lab: string, command: Command, status?: Status, signal?: AbortSignal): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    await startDaemon(lab, status);
    try {
      return await send(lab, command, status, signal);
    } catch (error) {
      if (attempt === MOST_TRIES || !isGone(error)) throw error;
      // Somebody else may have started it anew already: there is no end to wait for.
      if (error.code === "LAB_LOST") {
        await sleep(DYING_MS, undefined, { signal });
        continue;
      }
      await until(async () => ((await isRunning(lab)) ? undefined : true), {
        what: `the lab ${lab} to end before it starts again`,
        deadlineMs: END_MS,
        pauseMs: 50,
        host: "this machine",
      });
    }
  }
}

/** The lab does not run, or was killed before it answered. */
function isGone(error: unknown): error is SwarmError {
  return (
    error instanceof SwarmError && (error.code === NOT_RUNNING || (error.code === "LAB_LOST" && isRetryable(error)))
  );
}

/** Removes what a creation that was killed left of a lab that has no machines and does not run. */
function removeEmptyLab(lab: string): Promise<void> {
  return whileNobodyStarts(lab, async () => {
    if ((await isRunning(lab)) || (await loadMachines(lab)).length > 0) return;
    await endMachines(lab);
    for (const folder of [labFolder(lab), socketsFolder(lab)]) await rm(folder, { recursive: true, force: true });
  });
}
