import * as fc from "fast-check";
import { loadMachines } from "../../../lab/store";
import { paced } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { healthy, swarmOf } from "../support/swarm";
import type { UnderWay } from "../support/under-way";

/*
 * Runs that are killed hard. Whatever the moment, `pulumi cancel` where a lock is left and another `up` end with the
 * declared nodes and no others, in the one swarm. `npm run test:chaos` runs the last test for longer.
 */
const LAB = "test-killed";
const KILLS = Number(process.env.CHAOS_KILLS ?? 2);
const SEED = Number(process.env.CHAOS_SEED ?? 1);

const pools = (managers: number, workers: number, labels: Record<string, string> = {}) => [
  { name: "manager", role: "manager", count: managers, labels },
  { name: "worker", role: "worker", count: workers },
];

/** From three managers to one is what the rounds do. */
const shrinking = { allow: ["fewerManagers"] };

describe("a killed run", () => {
  const program = programOf(LAB);
  let swarm: string;

  /** What a manager prints, once the machine is there and Docker on it is in a swarm. */
  const asked = async (command: string): Promise<string | undefined> => {
    if (!(await loadMachines(LAB)).some(({ name }) => name === "manager-1")) return undefined;
    return (await on(LAB, "manager-1", `docker ${command} 2>/dev/null || [ $? -lt 126 ]`)) || undefined;
  };
  const swarmBegun = () => asked("info --format '{{with .Swarm.Cluster}}{{.ID}}{{end}}'");
  const secondNode = async () => (((await asked("node ls -q")) ?? "").split("\n").length > 1 ? true : undefined);

  /** The run after a killed one: the lock that is left is taken away first, as its message says. */
  async function repair(): Promise<void> {
    await program.cancel();
    expectSuccess(await program.up());
  }

  step(
    "the next up adopts a swarm whose run was killed between init and the first save of the tokens (F06)",
    async () => {
      await program.configure({ ...shrinking, pools: pools(3, 0) });
      const first = program.beginUp();
      swarm = await first.reaches("a swarm", swarmBegun);
      expect(await first.kill("pulumi")).toBe(true);
      const locked = await program.up();
      expect(locked.code).not.toBe(0);
      expect(locked.text).toMatch(/pulumi cancel/);
    },
  );

  step(
    "the next up has exactly the declared nodes and no stale ones after a run was killed in the middle of a join (F07)",
    async () => {
      await program.cancel();
      const second = program.beginUp();
      await second.reaches("a second node", secondNode);
      await second.kill("pulumi");
      await repair();
      const rows = await healthy(LAB, "manager-1", 3);
      expect(rows.map(({ Hostname }) => Hostname).sort()).toEqual(["manager-1", "manager-2", "manager-3"]);
      expect(await swarmOf(LAB, "manager-1")).toBe(swarm);
      expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    },
  );

  test("a second up at the same time is refused with what to do (F35)", async () => {
    await program.configure({ ...shrinking, pools: pools(3, 0, { round: "0" }) });
    const first = program.beginUp();
    await first.reaches("its first resource", async () => (/cluster/.test(first.text) ? true : undefined));
    const second = await program.up();
    expectSuccess(await first.done);
    expect(second.code).not.toBe(0);
    expect(second.text).toMatch(/the stack is currently locked/);
    expect(second.text).toMatch(/pulumi cancel/);
  });

  test(
    `${KILLS} kills at random moments (seed ${SEED}): always the declared end state (F07)`,
    async () => {
      const attempts = fc.sample(attempt, { seed: SEED, numRuns: KILLS * 4 });
      let kills = 0;
      for (const [round, { managers, workers, victim, seconds }] of attempts.entries()) {
        if (kills === KILLS) break;
        await program.configure({ ...shrinking, pools: pools(managers, workers, { round: `${round + 1}` }) });
        const killed = await killAfter(program.beginUp(), seconds * 1_000, victim);
        if (killed) kills++;
        const what = `round ${round + 1}: ${managers} managers, ${workers} workers, ${victim} ${killed ? "killed" : "done before"}, ${seconds} s`;
        console.log(what);
        await repair();
        const names = (await healthy(LAB, "manager-1", managers + workers)).map(({ Hostname }) => Hostname).sort();
        expect({ what, names }).toEqual({ what, names: expected(managers, workers) });
        expect({ what, swarm: await swarmOf(LAB, "manager-1") }).toEqual({ what, swarm });
        expectSuccess(await program.up("--refresh", "--expect-no-changes"));
      }
      expect(kills).toBe(KILLS);
    },
    paced(600_000 + KILLS * 240_000),
  );

  test("destroy after a killed run leaves nothing (F34)", async () => {
    await program.configure({ ...shrinking, pools: pools(1, 1, { round: "last" }) });
    await killAfter(program.beginUp(), 2_000, "pulumi");
    await program.cancel();
    expectSuccess(await program.destroy());
    expect(await loadMachines(LAB)).toEqual([]);
  });
});

const attempt = fc.record({
  managers: fc.constantFrom(1, 3),
  workers: fc.constantFrom(0, 1, 2),
  victim: fc.constantFrom("pulumi" as const, "plugin" as const),
  // A change takes from 3 s to a minute; most of what can go wrong is in its first half.
  seconds: fc.noBias(fc.integer({ min: 10, max: 250 })).map((tenths) => tenths / 10),
});

const expected = (managers: number, workers: number) => [
  ...Array.from({ length: managers }, (_, index) => `manager-${index + 1}`),
  ...Array.from({ length: workers }, (_, index) => `worker-${index + 1}`),
];

/** Kills a run so many milliseconds after its start; false where it has ended by then. */
async function killAfter(run: UnderWay, ms: number, victim: "pulumi" | "plugin"): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<"time">((resolve) => {
    timer = setTimeout(() => resolve("time"), ms);
  });
  try {
    if ((await Promise.race([run.done, time])) !== "time") return false;
    return await run.kill(victim);
  } finally {
    clearTimeout(timer);
    await run.done;
  }
}
