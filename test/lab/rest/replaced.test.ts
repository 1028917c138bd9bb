import { expectSuccess, programOf } from "../support/program";
import { healthy, swarmOf } from "../support/swarm";
import { Watch } from "../support/watch";

/*
 * Every manager's machine is another one after one run, as with a new image in a cloud.
 */
const LAB = "test-replaced";
const settings = (name: string, block: number) => ({
  pools: [{ name, role: "manager", count: 3, memory: 512, block }],
  stacks: [{ name: "two", file: "test/lab/support/stacks/two.yaml" }],
});

describe("all managers at once", () => {
  const program = programOf(LAB);

  beforeAll(async () => {
    await program.configure(settings("old", 0));
    expectSuccess(await program.up());
  });

  test("one up replaces every manager: the new ones join first, one leaves at a time, the swarm stays (F23)", async () => {
    const swarm = await swarmOf(LAB, "old-1");
    await program.configure(settings("new", 1));
    const watches = [new Watch(LAB, "old-1"), new Watch(LAB, "new-1")];
    const run = await program.up();
    await Promise.all(watches.map((watch) => watch.stop()));
    expectSuccess(run);
    const rows = await healthy(LAB, "new-1", 3);
    expect(rows.map(({ Hostname }) => Hostname).sort()).toEqual(["new-1", "new-2", "new-3"]);
    expect(await swarmOf(LAB, "new-1")).toBe(swarm);
    for (const { seen } of watches) {
      expect(seen.length).toBeGreaterThan(3);
      expect(Math.min(...seen.map(({ managers }) => managers.length))).toBeGreaterThanOrEqual(3);
    }
    expect((await program.outputs()).services).toMatchObject([{ running: 2, desired: 2 }]);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });
});
