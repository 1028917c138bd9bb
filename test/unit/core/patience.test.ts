import { patient } from "../../../provisioners/core/patience";
import { until } from "../../../provisioners/core/until";

describe("the patience of slow hosts and computers", () => {
  afterEach(() => {
    delete process.env.PULUMI_SWARM_PATIENCE;
  });

  test("lengthens deadlines, and never shortens them", () => {
    expect(patient(20_000, { PULUMI_SWARM_PATIENCE: "2.5" })).toBe(50_000);
    for (const value of ["0.5", "", "much"]) expect(patient(20_000, { PULUMI_SWARM_PATIENCE: value })).toBe(20_000);
    expect(patient(20_000, {})).toBe(20_000);
  });

  test("holds for every wait", async () => {
    process.env.PULUMI_SWARM_PATIENCE = "3";
    let now = 0;
    const sleep = async (ms: number) => {
      now += ms;
    };
    const clock = { now: () => now, sleep };
    const waited = until(async () => undefined, { what: "nothing", deadlineMs: 10_000, clock });
    await expect(waited).rejects.toThrow("Gave up waiting for nothing after 30 s");
    expect(now).toBeGreaterThan(25_000);
  });
});
