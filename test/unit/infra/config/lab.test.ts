import { problems } from "../../configured";

describe("lab", () => {
  test("more memory than the machine has: says what fits", () => {
    expect(problems({ pools: [{ name: "m", role: "manager", count: 5, memory: 4096 }] })).toEqual([
      "pools ask for 20480 MiB of memory in 5 machines; this machine has 16384 MiB, of which a lab may take 13107. " +
        "What fits: 3 machine(s) of 4096 MiB, or 5 of 2621 MiB each",
    ]);
  });
  test("pools with the same name or block", () => {
    const pool = { name: "m", role: "manager", count: 1 };
    expect(problems({ pools: [pool, pool, { ...pool, name: "n", block: 0 }] })).toEqual([
      "pools[1].name is the same as pools[0].name: m",
      "pools[2].block is the same as pools[0].block: 0",
    ]);
  });
  test.each(["10.77.0.0/16", "10.77.0.5/24", "10.0.2.0/24"])("network %s is refused", (network) => {
    expect(problems({ lab: { network }, addressPools: ["10.201.0.0/16"] })[0]).toMatch(/^lab\.network /);
  });
});
