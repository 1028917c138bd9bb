import type { PerformanceData } from "../../../../tools/docs/performance/data";
import { drawPerformance } from "../../../../tools/docs/performance/draw";
import { tables } from "../../../../tools/docs/performance/page";

const figure = (ratio?: number) => ({ ratio, median: 1, seconds: [1] });
const measured = { machine: "2 cores, 24 GiB", date: "2026-11-29" };
const scale = (hosts: number, limit: number, up: number) => ({
  ...{ ...measured, hosts, up, limit },
  ...{ again: up / 10, destruction: up / 2, pluginMemory: 200, connectionsAHost: 1 },
});
const data: PerformanceData = {
  peers: {
    present: {
      ...{ ...measured, about: "Docker present", rounds: 3 },
      tools: [
        { title: "bare script", creation: figure(1), again: figure(1) },
        { title: "pulumi-swarm", creation: figure(1.09), again: figure() },
      ],
      phases: [
        ["preflight", 5],
        ["stack", 20],
      ],
    },
  },
  scale: { 1000: scale(1000, 130, 130), 50: scale(50, 50, 60) },
  latency: { 150: { ...measured, roundTrips: 8, ratio: 1.2 }, 5: { ...measured, roundTrips: 8, ratio: 1.1 } },
};

describe("the tables of docs/performance.md", () => {
  test("have ratios, and the computer that they are from", () => {
    expect(tables(data).peers).toEqual([
      "| Docker present | creation | again, nothing to do |",
      "| --- | --- | --- |",
      "| bare script | 1.00 × | 1.00 × |",
      "| pulumi-swarm | 1.09 × | – |",
      "",
      "On 2 cores, 24 GiB, 2026-11-29; median of 3 rounds.",
      "",
    ]);
    expect(tables(data).scale?.slice(2)).toEqual([
      "| 50 | 1.20 × | 0.10 | 0.50 | 200 MiB | 1 | 2 cores, 24 GiB, 2026-11-29 |",
      "| 1000 | 1.00 × | 0.10 | 0.50 | 200 MiB | 1 | 2 cores, 24 GiB, 2026-11-29 |",
    ]);
    expect(tables(data).latency?.slice(2)).toEqual([
      "| 5 ms | 8 | 1.10 × | 2 cores, 24 GiB, 2026-11-29 |",
      "| 150 ms | 8 | 1.20 × | 2 cores, 24 GiB, 2026-11-29 |",
    ]);
  });

  test("have our parts as shares of the longest", () => {
    expect(tables(data).phases).toContain("| preflight | 0.25 |");
  });

  test("say so where nothing was measured", () => {
    const none = [expect.stringContaining("No figures are recorded yet")];
    expect(tables({})).toEqual({ picture: [], peers: none, phases: none, scale: none, latency: none });
  });
});

describe("the picture of docs/performance.md", () => {
  const widthsOf = (picture: string) =>
    [...picture.matchAll(/width="(\d+)" height="18"/g)].map(([, width]) => Number(width));

  test("has a bar for each tool, as long as its creation", () => {
    const [script = 0, ours = 0] = widthsOf(drawPerformance(data));
    expect(ours / script).toBeCloseTo(1.09, 1);
  });

  test("has curves with a place for each number of hosts", () => {
    const curves = [...drawPerformance(data).matchAll(/<polyline points="([^"]+)"/g)];
    expect(curves.map(([, points = ""]) => points.split(" ").length)).toEqual([2, 2]);
    expect(drawPerformance({ peers: data.peers })).not.toContain("polyline");
  });
});
