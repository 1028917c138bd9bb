import type { Progress } from "../../../provisioners/docker/services/progress";
import { Judge } from "../../../provisioners/stack/convergence/verdict";

describe("the judge", () => {
  const state = (id: string, settled: boolean, crashed: string[] = []): Progress => ({
    id,
    name: id,
    image: "",
    mode: "replicated",
    running: settled ? 1 : 0,
    desired: 1,
    settled,
    phase: "",
    crashes: new Map(crashed.length > 0 ? [["1", new Set(crashed)]] : []),
  });
  const monitor = () => 5_000;

  test("calls a stack converged after the monitor time without a break", () => {
    const judge = new Judge();
    expect(judge.look([state("a", true)], 0, monitor).converged).toBe(false);
    expect(judge.look([state("a", false)], 4_000, monitor).converged).toBe(false);
    expect(judge.look([state("a", true)], 5_000, monitor).converged).toBe(false);
    expect(judge.look([state("a", true)], 9_999, monitor).converged).toBe(false);
    expect(judge.look([state("a", true)], 10_000, monitor).converged).toBe(true);
    expect(judge.look([], 20_000, monitor).converged).toBe(false);
  });

  test("calls it failed when a task crashes on although all others run", () => {
    const judge = new Judge();
    const looks = [["t1"], ["t1", "t2"], ["t2", "t3"], ["t3", "t4"]].map((crashed, index) =>
      judge.look([state("web", false, crashed), state("db", true)], index * 1_000, monitor),
    );
    expect(looks.map(({ failed }) => failed.length)).toEqual([0, 0, 0, 1]);
    expect(looks[3]?.failed[0]?.reason).toContain("4 times");
  });

  test("waits for one that crashes while another is on its way", () => {
    const judge = new Judge();
    for (let index = 0; index < 10; index++) {
      const crashed = [`t${index}`];
      expect(judge.look([state("web", false, crashed), state("db", false)], index, monitor).failed).toEqual([]);
    }
  });
});
