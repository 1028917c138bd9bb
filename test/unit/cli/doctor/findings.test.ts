import { findingsOf } from "../../../../cli/doctor/findings";
import { doctorText } from "../../../../cli/doctor/render";
import { reportOf } from "../../../../cli/look/report";
import type { SwarmLook } from "../../../../cli/look/swarm-look";
import { look, node, service, task } from "../look/swarm";

const NOW = new Date("2026-01-10T00:00:00Z");
const found = (seen: SwarmLook) => findingsOf(seen, reportOf(seen).services, NOW);
const checks = (seen: SwarmLook) => found(seen).map(({ check, where }) => [check, where]);
const three = (...zones: string[]) =>
  ["m1", "m2", "m3"].map((name, i) => node(name, "manager", { leader: i === 0, zone: zones[i] }));

describe("the doctor", () => {
  test("finds nothing in a healthy swarm", () => {
    const nodes = three("a", "b", "c");
    const web = service("web", 1);
    expect(found(look(nodes, [web], [task(web, 1, nodes[0] as never)]))).toEqual([]);
  });

  test("names a manager that is out, with what is left of the quorum", () => {
    const nodes = [...three().slice(0, 2), node("m3", "manager", { up: false })];
    const [first] = found(look(nodes));
    expect(first).toMatchObject({ check: "manager-unreachable", where: "m3" });
    expect(first?.what).toContain("2 of 3 managers reachable, 2 needed; no other may fail");
  });

  test("tells a lost quorum and a locked manager", () => {
    const refuse = (name: string, refusal: "locked" | "no-quorum") => ({
      ...{ manager: { name } as never, refusal, reason: refusal === "locked" ? "is locked" : "sees no leader" },
    });
    const seen = { ...look(three()), swarm: undefined, managers: [refuse("m1", "no-quorum"), refuse("m2", "locked")] };
    expect(checks(seen)).toEqual([
      ["quorum-lost", "cluster"],
      ["manager-locked", "m2"],
    ]);
  });

  test("notes an even number of managers, and zones that hold the quorum", () => {
    expect(checks(look(three().slice(0, 2)))).toEqual([["even-managers", "cluster"]]);
    expect(checks(look(three("a", "a", "a")))).toEqual([["managers-in-one-zone", "cluster"]]);
    expect(checks(look(three("a", "a", "b")))).toEqual([["zone-holds-quorum", "cluster"]]);
  });

  test("tells nodes that are down, missing, stale, foreign or changed by hand", () => {
    const [m1] = three() as [ReturnType<typeof node>];
    const declared = look([m1, node("w1", "worker"), node("w2", "worker"), node("w3", "worker")]);
    const nodes = [m1, node("w1", "worker", { up: false }), node("w2", "worker", { availability: "drain" })];
    const others = [node("old", "worker", { up: false }), node("new", "worker")];
    const seen = { ...declared, swarm: { nodes: [...nodes, ...others], services: [], tasks: [] } };
    expect(checks(seen).sort()).toEqual([
      ["node-down", "w1"],
      ["node-drift", "w2"],
      ["node-missing", "w3"],
      ["stale-node", "old"],
      ["undeclared-node", "new"],
    ]);
  });

  test("tells several versions of Docker", () => {
    const nodes = [node("m1", "manager", { leader: true }), node("w1", "worker", { version: "28.5.2" })];
    expect(found(look(nodes))).toMatchObject([
      { check: "mixed-versions", what: "the nodes run Docker 28.5.2, 29.0.1" },
    ]);
  });

  test("tells what is short on a machine, and one that is out of reach", () => {
    const seen = look([node("m1", "manager", { leader: true }), node("w1", "worker")]);
    const full = { used: 95, total: 100 };
    const [begins, ends] = [new Date("2025-10-13"), new Date("2026-01-11")];
    seen.hosts.set("m1", {
      disk: full,
      memory: { used: 99, total: 100 },
      certificateBegins: begins,
      certificateEnds: ends,
    });
    seen.hosts.set("w1", { unreachable: "connection refused" });
    expect(checks(seen)).toEqual([
      ["disk-nearly-full", "m1"],
      ["memory-nearly-full", "m1"],
      ["machine-unreachable", "w1"],
      ["certificate-ends", "m1"],
    ]);
  });

  test("is silent while Docker still has time to renew a short certificate", () => {
    const seen = look([node("m1", "manager", { leader: true })]);
    const certificateBegins = new Date("2026-01-09T12:00:00Z");
    seen.hosts.set("m1", { certificateBegins, certificateEnds: new Date("2026-01-10T12:00:00Z") });
    expect(found(seen)).toEqual([]);
  });

  test("tells node labels that were changed by hand", () => {
    const seen = look([node("m1", "manager", { leader: true, zone: "a" })]);
    const [declared] = seen.declared.nodes;
    const nodes = [{ ...declared, labels: { zone: "b", tier: "front" } } as never];
    expect(found({ ...seen, declared: { ...seen.declared, nodes } }).map(({ what }) => what)).toEqual([
      "its label zone is a, declared as b",
      "its label tier is not there, declared as front",
    ]);
  });

  test("tells services that lack tasks, find no node or loop", () => {
    const m1 = node("m1", "manager", { leader: true });
    const [short, looping] = [service("short", 2), service("looping", 1)];
    const template = { ContainerSpec: { Image: "x" }, Placement: { Constraints: ["node.labels.disk==ssd"] } };
    const unplaced = service("unplaced", 1, { TaskTemplate: template });
    const pending = { State: "pending", Err: "no suitable node" };
    const failed = (n: number) => task(looping, 1, m1, "failed", { ID: `f${n}` });
    const tasks = [
      ...[task(short, 1, m1), failed(1), failed(2), failed(3), task(looping, 1, m1)],
      task(unplaced, 1, m1, "pending", { NodeID: undefined, Status: pending }),
    ];
    expect(checks(look([m1], [short, looping, unplaced], tasks)).sort()).toEqual([
      ["service-short", "short"],
      ["service-unplaced", "unplaced"],
      ["task-loop", "looping"],
    ]);
  });

  test("prints why each finding matters and what to do", () => {
    const text = doctorText(found(look([...three().slice(0, 2), node("m3", "manager", { up: false })])));
    expect(text).toMatch(/manager-unreachable {2}m3: .*\n {2}Why: .*\n {2}Fix: .*/);
    expect(doctorText([])).toBe("Nothing found.");
  });
});
