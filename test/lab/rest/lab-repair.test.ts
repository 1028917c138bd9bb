import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { backends } from "../../../lab/backends";
import { destroyLab, ensureMachine, isRunning, leftovers } from "../../../lab/client";
import { machineFolder } from "../../../lab/paths";
import { loadMachines } from "../../../lab/store";
import { processesWith } from "../../../lab/system/processes";
import { SwarmError } from "../../../provisioners/core/errors";
import { ownProcess } from "../../../provisioners/core/paths";
import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { until } from "../support/jest/pace";
import { closeConnections, on } from "../support/machines";

/*
 * The lab's daemon, its gate and a machine are killed at moments of a start that come from a seed: the next request goes
 * on, and machines keep what is on their disks.
 */
const LAB = "test-repair";
const SEED = Number(process.env.LAB_REPAIR_SEED ?? 1);
const KILLS = 5;
/** So many of them kill the creation of the machine; the others kill a later start. */
const CREATIONS = 2;
const LONGEST_PAUSE_MS = 400;

const machine = {
  name: "one",
  cpus: 1,
  memory: 320,
  address: "10.77.0.11",
  image: "bare" as const,
  authorizedKey: generateKey().publicKey,
  ports: [],
};
const ensure = () => ensureMachine(LAB, machine, () => undefined);
const has = (file: string) => existsSync(join(machineFolder(LAB, machine.name), file));

const victims = {
  daemon: () => processesWith(LAB).then((pids) => ofProcess(pids, "lab-daemon")),
  gate: gates,
  machine: async () => {
    const words = new Set(Object.values(backends).map((backend) => backend.processWord(LAB, machine.name)));
    return (await Promise.all([...words].map((word) => processesWith(word)))).flat();
  },
};

const moments = {
  "the daemon listens": () => isRunning(LAB),
  "the seed is written": async () => has("seed.tar"),
  "the machine is recorded": async () => has("machine.json"),
  "the machine's program runs": async () => (await victims.machine()).length > 0,
  "the machine's disk is there": async () => has("disk.cow") || has("disk.qcow2"),
};

interface Kill {
  victim: keyof typeof victims;
  moment: keyof typeof moments;
  pauseMs: number;
  isCreation: boolean;
}

const kills = plan();

describe(`a start of the lab, killed at moments of seed ${SEED}`, () => {
  beforeAll(() => destroyLab(LAB));
  afterAll(async () => {
    await closeConnections();
    await destroyLab(LAB);
  });

  test.each(kills)(
    "is repaired after the $victim was killed $pauseMs ms after $moment (creation: $isCreation)",
    async ({ victim, moment, pauseMs, isCreation }) => {
      if (isCreation) await destroyLab(LAB);
      else await killDaemon();
      const start = Promise.allSettled([ensure()]);
      await until(async () => ((await moments[moment]()) ? true : undefined), {
        what: moment,
        deadlineMs: 60_000,
        pauseMs: 5,
        maxPauseMs: 20,
      });
      await sleep(pauseMs);
      const pids = await until(async () => nonEmpty(await victims[victim]()), {
        what: `the ${victim} to run`,
        deadlineMs: 60_000,
        pauseMs: 5,
        maxPauseMs: 20,
      });
      for (const pid of pids) kill(pid);
      const [killed] = await start;
      if (killed.status === "rejected") {
        expect(killed.reason).toBeInstanceOf(SwarmError);
        const { host, fix } = killed.reason as SwarmError;
        expect({ host, hasFix: Boolean(fix) }).toEqual({ host: "this machine", hasFix: true });
      }

      const { up, failure } = await ensure();
      expect({ up, failure }).toEqual({ up: true, failure: undefined });
      const content = await on(LAB, machine.name, "cat /root/file 2>/dev/null", [0, 1]);
      if (!isCreation) expect(content).toBe("kept");
      await on(LAB, machine.name, "echo kept >/root/file && sync");
    },
  );

  test("leaves nothing behind when the lab is destroyed after the daemon was killed", async () => {
    await killDaemon();
    await destroyLab(LAB);
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to be gone",
      deadlineMs: 20_000,
    });
  });

  test("leaves nothing behind when the very first creation is killed", async () => {
    const start = Promise.allSettled([ensure()]);
    await until(async () => ((await isRunning(LAB)) ? true : undefined), { what: "the daemon", deadlineMs: 60_000 });
    await killDaemon();
    await start;
    await destroyLab(LAB);
    expect(await loadMachines(LAB)).toEqual([]);
    expect(await leftovers(LAB)).toEqual([]);
  });
});

/** The kills of the seed. A machine can only be killed once it runs. */
function plan(): Kill[] {
  let state = SEED;
  // Park and Miller's generator.
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  const pick = <T>(from: T[]) => from[below(from.length)] as T;
  return Array.from({ length: KILLS }, (_, index) => {
    const victim = (["daemon", "gate", "machine"] as const)[index % 3] as Kill["victim"];
    const possible = (Object.keys(moments) as Kill["moment"][]).slice(victim === "machine" ? 3 : 0);
    const isCreation = index < CREATIONS;
    return { victim, moment: pick(possible), pauseMs: below(LONGEST_PAUSE_MS), isCreation };
  });
}

/** Cuts the whole lab's power, and waits until nothing of it runs. */
async function killDaemon(): Promise<void> {
  for (const pid of await victims.daemon()) kill(pid);
  await until(async () => ((await leftovers(LAB)).some((item) => item.startsWith("process")) ? undefined : true), {
    what: "the machines to end with their lab",
    deadlineMs: 20_000,
  });
}

/** Processes of the lab's gate: children of its daemon. */
async function gates(): Promise<number[]> {
  const daemons = await victims.daemon();
  const found: number[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number)) {
    const status = await readIfThere(`/proc/${pid}/status`);
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
    if (daemons.includes(parent)) found.push(pid);
  }
  return ofProcess(found, "lab-gate");
}

async function ofProcess(pids: number[], name: string): Promise<number[]> {
  const ours = ownProcess(name).slice(1).join("\0");
  const lines = await Promise.all(pids.map((pid) => readIfThere(`/proc/${pid}/cmdline`)));
  return pids.filter((_, index) => lines[index]?.includes(ours));
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "ESRCH"].includes(error.code ?? "")) return "";
    throw error;
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const nonEmpty = (pids: number[]) => (pids.length > 0 ? pids : undefined);
