import { type EngineEvent, phasesOf } from "../../../../bench/phases/of-events";

const metadata = (type: string) => ({ metadata: { urn: `urn:${type}`, type } });
const begins = (timestamp: number, type: string): EngineEvent => ({ timestamp, resourcePreEvent: metadata(type) });
const ends = (timestamp: number, type: string): EngineEvent => ({ timestamp, resOutputsEvent: metadata(type) });

describe("the phases of a run", () => {
  test("go from the first start to the last end of their resources, in the order of a run", () => {
    const events = [
      ...[begins(10, "swarm:index:Host"), begins(11, "swarm:index:Host"), ends(14, "swarm:index:Host")],
      ...[begins(15, "swarm:index:Engine"), ends(19, "swarm:index:Host"), ends(30, "swarm:index:Engine")],
      ...[begins(2, "swarm:index:Preflight"), ends(9, "swarm:index:Preflight")],
    ];
    expect(phasesOf(events)).toEqual([
      ["preflight (all hosts)", 7_000],
      ["preparation (all hosts)", 9_000],
      ["engine (until Docker answers)", 15_000],
    ]);
  });

  test("are left out where none of their resources began or ended", () => {
    expect(phasesOf([begins(1, "swarm:index:Stack"), ends(2, "swarm:index:Swarm")])).toEqual([]);
  });
});
