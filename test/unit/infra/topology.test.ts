import * as fc from "fast-check";
import { majority, quorumWarning, tolerated } from "../../../infra/quorum";
import { addressBlocks, defaultPools, type Pool, planMachines, poolCapacity } from "../../../infra/topology";

const network = "10.77.0.0/24";
const most = poolCapacity(network);

const pool = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9]{0,3}(-[0-9])?$/),
  role: fc.constantFrom("manager" as const, "worker" as const),
  count: fc.integer({ min: 0, max: most }),
  labels: fc.constant({}),
  availability: fc.constant("active" as const),
  block: fc.integer({ min: 0, max: addressBlocks - 1 }),
});
const pools: fc.Arbitrary<Pool[]> = fc
  .uniqueArray(pool, { selector: ({ name }) => name, maxLength: addressBlocks })
  .map((list) => list.map((each, block) => ({ ...each, block })));

test("names and addresses are unique, and addresses lie in the network, away from its ends", () => {
  fc.assert(
    fc.property(pools, (list) => {
      const machines = planMachines(list, network);
      expect(new Set(machines.map(({ name }) => name)).size).toBe(machines.length);
      expect(new Set(machines.map(({ address }) => address)).size).toBe(machines.length);
      for (const { address } of machines) {
        const last = Number(/^10\.77\.0\.(\d+)$/.exec(address)?.[1]);
        expect(last).toBeGreaterThan(10);
        expect(last).toBeLessThan(255);
      }
    }),
  );
});

test("changing one pool's count, or removing other pools, moves and renames no machine that stays", () => {
  fc.assert(
    fc.property(pools, fc.nat(), fc.integer({ min: 0, max: most }), fc.nat(), (list, at, count, gone) => {
      const before = new Map(planMachines(list, network).map((machine) => [machine.name, machine]));
      const changed = list.map((each, index) => (index === at % list.length ? { ...each, count } : each));
      const after = planMachines(
        changed.filter((_, index) => index !== gone % (list.length + 1)),
        network,
      );
      for (const machine of after) expect(before.get(machine.name) ?? machine).toEqual(machine);
      expect(after).toHaveLength(
        changed.reduce((sum, each, index) => (index === gone % (list.length + 1) ? sum : sum + each.count), 0),
      );
    }),
  );
});

test("the plan in full", () => {
  const base = { labels: { a: "b" }, availability: "active" as const };
  const plan = planMachines(
    [
      { name: "manager", role: "manager", count: 2, block: 0, ...base },
      { name: "worker", role: "worker", count: 1, block: 1, ...base },
    ],
    network,
  );
  expect(plan.map(({ name, address, role, pool }) => [name, address, role, pool])).toEqual([
    ["manager-1", "10.77.0.11", "manager", "manager"],
    ["manager-2", "10.77.0.12", "manager", "manager"],
    ["worker-1", "10.77.0.43", "worker", "worker"],
  ]);
  expect(plan[0]).toMatchObject(base);
});

test("more machines than a block has addresses", () => {
  const big: Pool = { name: "m", role: "worker", count: most + 1, labels: {}, availability: "active", block: 7 };
  expect(() => planMachines([big], network)).toThrow(RangeError);
  expect(planMachines([{ ...big, count: most }], network).at(-1)?.address).toBe("10.77.0.254");
});

test("quorum", () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7];
  expect(numbers.map(majority)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  expect(numbers.map(tolerated)).toEqual([0, 0, 1, 1, 2, 2, 3]);
  expect(numbers.filter((count) => quorumWarning(count))).toEqual([2, 4, 6]);
  expect(quorumWarning(4)).toMatch(/^4 managers survive the loss of 1: 3 of 4 are needed/);
});

test.each([
  [{ cores: 2, memory: 24_000 }, 1],
  [{ cores: 8, memory: 4_000 }, 1],
  [{ cores: 4, memory: 16_000 }, 2],
])("%j gives 3 managers and %i worker(s)", (capacity, workers) => {
  expect(defaultPools(capacity).map(({ role, count }) => [role, count])).toEqual([
    ["manager", 3],
    ["worker", workers],
  ]);
});
