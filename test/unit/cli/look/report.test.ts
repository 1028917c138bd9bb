import { marginOf } from "../../../../cli/look/quorum-margin";
import { reportOf } from "../../../../cli/look/report";
import { statusText, usageText } from "../../../../cli/status/render";
import { look, node, service, task } from "./swarm";

const quorum = (managers: number, reachable: number, leader = true) => ({
  ...{ managers, reachable, leader },
  held: leader && reachable > managers / 2,
});

describe("the margin of the quorum", () => {
  test.each([
    [quorum(3, 3), 1, "held: 3 of 3 managers reachable, 2 needed; 1 more may fail at once"],
    [quorum(3, 2), 0, "held: 2 of 3 managers reachable, 2 needed; no other may fail"],
    [quorum(5, 5), 2, "held: 5 of 5 managers reachable, 3 needed; 2 more may fail at once"],
    [quorum(1, 1), 0, "held by the only manager: none may fail"],
    [quorum(3, 1), 0, "lost: 1 of 3 managers reachable, 2 needed; services go on running, and nothing can be changed"],
  ])("%j lets %d fail", (given, mayFail, text) => {
    expect(marginOf(given)).toMatchObject({ mayFail, text });
  });
});

describe("the status report", () => {
  const nodes = [node("m1", "manager", { leader: true, zone: "a" }), node("w1", "worker", { up: false })];
  const [m1, w1] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
  const web = service("shop_web", 2, { Labels: { "com.docker.stack.namespace": "shop" } } as never);
  const tasks = [task(web, 1, m1), task(web, 2, w1, "failed", { Status: { State: "failed", Err: "exit (1)" } })];

  test("shows each node with its role, state and tasks", () => {
    const { nodes: rows } = reportOf(look(nodes, [web], tasks));
    expect(rows).toMatchObject([
      { name: "m1", role: "manager", leader: true, state: "ready", zone: "a", engine: "29.0.1", tasks: 1 },
      { name: "w1", role: "worker", leader: false, state: "down", tasks: 0 },
    ]);
  });

  test("shows a service with the reason of what does not run", () => {
    const { services } = reportOf(look(nodes, [web], tasks));
    expect(services).toMatchObject(
      [{ name: "shop_web", stack: "shop", image: "nginx:1", running: 1, desired: 2, settled: false, reason: /./ }].map(
        (row) => ({ ...row, reason: expect.stringContaining("exit (1)") }),
      ),
    );
  });

  test("tells declared nodes that the swarm has not, and nodes that are not declared", () => {
    const seen = look(nodes);
    const other = node("x1", "worker");
    const { nodes: rows } = reportOf({ ...seen, swarm: { nodes: [m1, other], services: [], tasks: [] } });
    expect(rows.map(({ name, state }) => [name, state])).toEqual([
      ["m1", "ready"],
      ["w1", "missing"],
      ["x1", "ready"],
    ]);
  });

  test("says what each manager answers where none has a leader", () => {
    const manager = { name: "m1", address: "10.0.0.1", connection: {} as never };
    const answer = { manager, refusal: "no-quorum" as const, reason: "sees no leader" };
    const report = reportOf({ ...look(nodes), swarm: undefined, managers: [answer] });
    expect(report.quorum).toBeUndefined();
    expect(statusText(report, [])).toContain("Quorum unknown: m1 sees no leader");
    expect(report.nodes.map(({ state }) => state)).toEqual(["unknown", "unknown"]);
  });

  test("says what would break the quorum next, and whether something differs from the state", () => {
    const report = reportOf(look([m1]));
    expect(statusText(report, [])).toContain("It would be lost next by the failure of the only manager.");
    expect(statusText(report, [])).toContain("Nodes and services are as the stack's state declares them.");
    const drift = { check: "node-drift", severity: "attention", where: "m1", what: "x", why: "", fix: "" } as const;
    expect(statusText(report, [drift])).toContain("One thing differs from the stack's state, see below.");
  });

  test("has amounts in GiB", () => {
    expect(usageText({ used: 3.14 * 2 ** 30, total: 16 * 2 ** 30 })).toBe("3.1 of 16.0 GiB");
    expect(usageText(undefined)).toBe("");
  });
});
