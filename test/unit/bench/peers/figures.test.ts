import { figuresOf, median, type Sample } from "../../../../bench/peers/figures";
import { report } from "../../../../bench/peers/report";

const sample = (
  tool: Sample["tool"],
  round: number,
  creation: number,
  again: number,
  phases: Sample["phases"] = [],
) => ({
  ...{ tool, variant: "present" as const, round, phases },
  ...{ creation: creation * 1_000, again: again * 1_000 },
});

describe("the median", () => {
  test("of an odd number is the value in the middle, whatever their order", () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([7])).toBe(7);
  });

  test("of an even number is the mean of the two in the middle", () => {
    expect(median([4, 1, 9, 6])).toBe(5);
  });

  test("of nothing is none", () => {
    expect(median([])).toBeNaN();
  });
});

const samples = [
  sample("script", 1, 60, 2),
  sample("pulumi", 1, 90, 4, [["preflight", 5_000]]),
  sample("script", 2, 70, 3),
  sample("pulumi", 2, 100, 5, [["preflight", 7_000]]),
  sample("script", 3, 200, 1),
  sample("pulumi", 3, 70, 3, [["preflight", 6_000]]),
];

describe("the figures of samples that came in turn", () => {
  const [present] = figuresOf(samples, "script");

  test("are each tool's medians, with their ratios to the bare script's", () => {
    expect(present?.tools.map(({ tool, creation, again }) => [tool, creation, again])).toEqual([
      ["script", { seconds: [60, 70, 200], median: 70, ratio: 1 }, { seconds: [2, 3, 1], median: 2, ratio: 1 }],
      ["pulumi", { seconds: [90, 100, 70], median: 90, ratio: 1.29 }, { seconds: [4, 5, 3], median: 4, ratio: 2 }],
    ]);
  });

  test("have the medians of the phases", () => {
    expect(present?.phases).toEqual([["preflight", 6]]);
  });

  test("have no ratios where the bare script was not measured", () => {
    const [alone] = figuresOf(
      samples.filter(({ tool }) => tool === "pulumi"),
      "script",
    );
    expect(alone?.tools[0]?.creation).toEqual({ seconds: [90, 100, 70], median: 90, ratio: undefined });
  });

  test("are apart for each kind of machines", () => {
    const both = [...samples, { ...sample("script", 1, 300, 2), variant: "install" as const }];
    expect(figuresOf(both, "script").map(({ variant, tools }) => [variant, tools[0]?.creation.median])).toEqual([
      ["present", 70],
      ["install", 300],
    ]);
  });
});

test("the report has a table of the tools, and one of where our time goes", () => {
  expect(report(figuresOf(samples, "script"), 3)).toBe(
    [
      "Docker present: seconds, median of 3 rounds",
      "",
      "tool          creation  × script  again  × script",
      "bare script   70.0      1.00      2.0    1.00",
      "pulumi-swarm  90.0      1.29      4.0    2.00",
      "",
      "where the time of pulumi-swarm goes  seconds",
      "preflight                            6.0",
    ].join("\n"),
  );
});
