import { outcomesText } from "../../../../cli/rebalance/command";
import { verdictsOf } from "../../../../cli/rebalance/plan";
import { spreadOf } from "../../../../cli/rebalance/spread";
import type { Service, SwarmNode, TaskSpec } from "../../../../provisioners/docker/shapes";
import { node, service, task } from "../look/swarm";

const worker = (name: string, more: Parameters<typeof node>[2] = {}) => node(name, "worker", more);
const [w1, w2, w3] = [worker("w1"), worker("w2"), worker("w3")];

/** Tasks of a service, one for each node of the list. */
const tasksOn = (of: Service, on: readonly SwarmNode[]) => on.map((each, index) => task(of, index + 1, each));
const spread = (of: Service, on: readonly SwarmNode[], nodes: readonly SwarmNode[]) =>
  spreadOf(of, tasksOn(of, on), nodes);
const placed = (Placement: TaskSpec["Placement"]) =>
  service("web", 4, { TaskTemplate: { ContainerSpec: { Image: "web" }, Placement } });

describe("a service is lopsided", () => {
  const web = service("web", 4);

  test.each<[string, SwarmNode[], boolean]>([
    ["where a node has none and another has two", [w1, w1, w2], true],
    ["where a node has two more than another", [w1, w1, w1, w2, w3], true],
    ["but not by one task", [w1, w1, w2, w3], false],
    ["but not with fewer tasks than nodes", [w1], false],
  ])("%s", (_case, on, expected) => {
    expect(spread(web, on, [w1, w2, w3]).isLopsided).toBe(expected);
  });

  test("only by nodes that may take its tasks", () => {
    const others = [worker("down", { up: false }), worker("out", { availability: "drain" })];
    expect(spread(web, [w1, w1, w2, w2], [w1, w2, ...others]).isLopsided).toBe(false);
    const bound = placed({ Constraints: ["node.hostname != w3"] });
    expect(spread(bound, [w1, w1, w2, w2], [w1, w2, w3])).toEqual({
      counts: [
        { node: "w1", tasks: 2 },
        { node: "w2", tasks: 2 },
      ],
      isLopsided: false,
    });
  });

  test("by the values of its placement preference before its nodes, as Docker spreads", () => {
    const preferring = placed({ Preferences: [{ Spread: { SpreadDescriptor: "node.labels.zone" } }] });
    const [a, b1, b2] = [worker("a", { zone: "a" }), worker("b1", { zone: "b" }), worker("b2", { zone: "b" })];
    const nodes = [a, b1, b2];
    // Four of eight in each zone: that a has four and b1 two is what was asked for.
    expect(spread(preferring, [a, a, a, a, b1, b1, b2, b2], nodes).isLopsided).toBe(false);
    expect(spread(service("plain", 8), [a, a, a, a, b1, b1, b2, b2], nodes).isLopsided).toBe(true);
    expect(spread(preferring, [a, a, b1, b1, b2, b2], nodes).isLopsided).toBe(true);
    expect(spread(preferring, [a, a, b1, b1], nodes).isLopsided).toBe(true);
  });
});

describe("the verdicts", () => {
  const [lop, even, short] = [service("lop", 2), service("even", 2), service("short", 3)];
  const global = service("agent", 1, { Mode: { Global: {} } });
  const nodes = [w1, w2];
  const tasks = [
    ...tasksOn(lop, [w1, w1]),
    ...tasksOn(even, [w1, w2]),
    ...tasksOn(short, [w1, w1]),
    ...tasksOn(global, [w1]),
  ];
  const verdicts = verdictsOf([short, lop, even, global], { nodes, tasks, services: [] });

  test("spread what is lopsided and runs, leave what does not run, and never name a global service", () => {
    expect(verdicts.map(({ service, action }) => `${service.Spec.Name} ${action}`)).toEqual([
      "even even",
      "lop spread",
      "short skip",
    ]);
  });

  test("are a row each, with the tasks before and after", () => {
    const after = spread(lop, [w1, w2], nodes);
    const text = outcomesText(verdicts.map((each) => (each.action === "spread" ? { ...each, after } : each)));
    expect(text).toMatch(/even +even +w1 1, w2 1/);
    expect(text).toMatch(/lop +lopsided +w1 2, w2 0 +w1 1, w2 1/);
    expect(text).toMatch(/short +lopsided, left alone +w1 2, w2 0 +it does not run as declared: 2 of 3 tasks/);
    expect(outcomesText([])).toBe("No service has a choice of nodes.");
  });
});
