import * as fc from "fast-check";
import { messageOf } from "../../../provisioners/core/errors";
import { TaskQueues } from "../../../provisioners/core/queue";
import { canSpare, checkGrow, checkShrink, majority, quorumOf } from "../../../provisioners/docker/quorum";
import type { SwarmNode } from "../../../provisioners/docker/shapes";
import { targets } from "../../../provisioners/swarm/node/join";
import { membershipState } from "../../../provisioners/swarm/node/membership";
import { mergeLabels, ownLabels } from "../../../provisioners/swarm/node/node-spec";

function managers(reachable: boolean[]): SwarmNode[] {
  return reachable.map((up, index) => ({
    ID: `n${index}`,
    Version: { Index: 1 },
    Spec: { Role: "manager", Availability: "active" },
    Description: { Hostname: `m${index}` },
    Status: { State: up ? "ready" : "down", Addr: `10.0.0.${index}` },
    ManagerStatus: {
      Leader: index === reachable.indexOf(true),
      Reachability: up ? "reachable" : "unreachable",
      Addr: `10.0.0.${index}:2377`,
    },
  }));
}

const refused = (step: () => void) => {
  try {
    step();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
};

describe("quorum", () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [7, 4],
  ])("the majority of %i is %i", (count, expected) => expect(majority(count)).toBe(expected));

  test("a permitted step leaves a majority, whatever the swarm looks like", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), fc.nat(6), (up, pick) => {
        const nodes = managers(up);
        const reachable = up.filter(Boolean).length;
        if (!refused(() => checkGrow(nodes, "new")))
          expect(reachable + 1).toBeGreaterThanOrEqual(majority(up.length + 1));
        const index = pick % up.length;
        if (!refused(() => checkShrink(nodes, `n${index}`, "old"))) {
          expect(reachable - (up[index] ? 1 : 0)).toBeGreaterThanOrEqual(majority(up.length - 1));
        }
      }),
    );
  });

  test("the dead manager goes before a living one", () => {
    const nodes = managers([true, true, false]);
    expect(refused(() => checkShrink(nodes, "n0", "m0"))).toContain("not reachable: m2");
    expect(refused(() => checkShrink(nodes, "n2", "m2"))).toBeUndefined();
  });

  test("the last manager is not taken away, and one of two cannot be spared", () => {
    expect(refused(() => checkShrink(managers([true]), "n0", "m0"))).toContain("Refused");
    expect(canSpare(managers([true, true]), "n0")).toBe(false);
    expect(canSpare(managers([true, true, true]), "n0")).toBe(true);
    expect(quorumOf(managers([true, false, false])).held).toBe(false);
  });
});

describe("queue", () => {
  test("runs one task of a key at a time, in order, past a failure", async () => {
    const log: string[] = [];
    const task =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const queues = new TaskQueues();
    const all = [queues.run("k", task("a", true)), queues.run("k", task("b")), queues.run("k", task("c"))];
    const results = await Promise.allSettled(all);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });
});

describe("labels", () => {
  test("a merge touches ours only", () => {
    expect(mergeLabels({ a: "1", b: "2", foreign: "x" }, ["a", "b"], { b: "3", c: "4" })).toEqual({
      b: "3",
      c: "4",
      foreign: "x",
    });
    expect(ownLabels({ a: "9", foreign: "x" }, { a: "1", b: "2" })).toEqual({ a: "9" });
  });
});

test("a join goes through the asked manager first, then through the other reachable ones", () => {
  const nodes = managers([true, true, false]);
  expect(targets({ manager: { address: "10.0.0.1" } as never, nodes })).toEqual(["10.0.0.1:2377", "10.0.0.0:2377"]);
});

describe("where a host stands", () => {
  const view = { swarmId: "s", nodes: managers([true, true]) };
  const base = { NodeID: "", ControlAvailable: false, LocalNodeState: "inactive" as const };
  test.each([
    ["free", base],
    ["member", { ...base, LocalNodeState: "active" as const, NodeID: "n0" }],
    ["leftover", { ...base, LocalNodeState: "pending" as const, NodeID: "n0" }],
    ["leftover", { ...base, LocalNodeState: "error" as const }],
    [
      "leftover",
      { ...base, LocalNodeState: "active" as const, NodeID: "old", RemoteManagers: [{ NodeID: "n1", Addr: "" }] },
    ],
    ["foreign", { ...base, LocalNodeState: "active" as const, NodeID: "x", Cluster: { ID: "other" } }],
    [
      "foreign",
      { ...base, LocalNodeState: "error" as const, RemoteManagers: [{ NodeID: "z", Addr: "10.9.9.9:2377" }] },
    ],
    ["foreign", { ...base, LocalNodeState: "active" as const, NodeID: "x" }],
    ["locked", { ...base, LocalNodeState: "locked" as const }],
  ])("%s", (expected, local) => expect(membershipState(local, view)).toBe(expected));
});
