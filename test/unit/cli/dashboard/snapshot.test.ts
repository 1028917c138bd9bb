import { movesBetween } from "../../../../cli/dashboard/moves";
import { snapshotOf } from "../../../../cli/dashboard/snapshot";
import { look, node, service, task } from "../look/swarm";

const nodes = [node("m1", "manager", { leader: true, zone: "a" }), node("w1", "worker")];
const [m1, w1] = nodes as [ReturnType<typeof node>, ReturnType<typeof node>];
const web = service("web", 2, { EndpointSpec: { Ports: [{ PublishedPort: 80, TargetPort: 80 }] } });
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second));
const id = (ID: string) => ({ ID });

describe("a snapshot", () => {
  test("has nodes, services with their ports, tasks with their nodes, and findings", () => {
    const tasks = [task(web, 1, m1), task(web, 2, w1, "starting"), task(web, 3, w1, "failed")];
    const seen = look(nodes, [web], tasks);
    seen.hosts.set("w1", { unreachable: "connection refused" });
    expect(snapshotOf(seen, at(0))).toMatchObject({
      ...{ at: "2026-01-01T12:00:00.000Z", swarm: { name: "cluster" }, quorum: { held: true } },
      nodes: [
        { name: "m1", zone: "a", leader: true },
        { name: "w1", unreachable: "connection refused" },
      ],
      services: [{ name: "web", running: 1, desired: 2, ports: ["80/tcp"], reason: "failed (w1)" }],
      tasks: [
        { name: "web.1", service: "web", node: "m1", state: "running" },
        { name: "web.2", service: "web", node: "w1", state: "starting" },
      ],
      findings: [{ where: "w1", severity: "attention", why: expect.any(String) }, { where: "web" }],
    });
  });

  test("has nothing of the connections that the state holds", () => {
    expect(JSON.stringify(snapshotOf(look(nodes, [web]), at(0)))).not.toMatch(
      /hostKey|ssh-ed25519|privateKey|192\.0\.2/,
    );
  });

  test("keeps the services that were seen before where no manager knows them now, with their time", () => {
    const before = snapshotOf(look(nodes, [web], [task(web, 1, m1)]), at(0));
    const manager = { name: "m1", address: "10.0.0.1", connection: {} as never };
    const answer = { manager, refusal: "no-quorum" as const, reason: "sees no leader" };
    const leaderless = { ...look(nodes), swarm: undefined, managers: [answer] };
    const now = snapshotOf(leaderless, at(5), before);
    expect(now).toMatchObject({
      quorum: { held: false, text: "unknown: m1 sees no leader" },
      ...{ services: [{ name: "web" }], tasks: [{ name: "web.1" }], seenBefore: before.at },
    });
    expect(snapshotOf(leaderless, at(9), now).seenBefore).toBe(before.at);
    expect(snapshotOf(leaderless, at(9))).toMatchObject({ services: [], tasks: [] });
    expect(snapshotOf(look(nodes, [web]), at(10), now).seenBefore).toBeUndefined();
  });
});

describe("what happened between two snapshots", () => {
  const between = (a: Parameters<typeof look>, b: Parameters<typeof look>) =>
    movesBetween(snapshotOf(look(...a), at(0)), snapshotOf(look(...b), at(5))).map(
      ({ where, what }) => `${where}: ${what}`,
    );

  test("is nothing where nothing changed", () => {
    const same: Parameters<typeof look> = [nodes, [web], [task(web, 1, m1)]];
    expect(between(same, same)).toEqual([]);
  });

  test("is told of tasks that start, change, move and end", () => {
    expect(between([nodes, [web], []], [nodes, [web], [task(web, 1, m1, "preparing")]])).toEqual([
      "web.1: preparing on m1",
    ]);
    const [starting, running] = [task(web, 1, m1, "starting", id("t1")), task(web, 1, m1, "running", id("t1"))];
    expect(between([nodes, [web], [starting]], [nodes, [web], [running]])).toEqual(["web.1: starting → running on m1"]);
    const there = task(web, 1, w1, "running", id("t2"));
    expect(between([nodes, [web], [running]], [nodes, [web], [there]])).toEqual([
      ...["web.1: moves from m1 to w1", "web.1: ended on m1"],
    ]);
  });

  test("is told of nodes and the quorum", () => {
    const gone = [m1, node("w1", "worker", { up: false })];
    expect(between([nodes], [gone])).toEqual(["w1: worker, ready, active → worker, down, active"]);
    const two = [...nodes, node("m2", "manager")];
    expect(between([nodes], [two])).toEqual([
      "cluster: quorum held: 2 of 2 managers reachable, 2 needed; no other may fail",
      "m2: is there: manager, ready, active",
    ]);
  });
});
