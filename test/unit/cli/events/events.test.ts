import { Readable } from "node:stream";
import type Docker from "dockerode";
import { filtersOf } from "../../../../cli/events/command";
import { type ClusterEvent, concerns, parseEvent } from "../../../../cli/events/event";
import { clusterEvents } from "../../../../cli/events/read";
import { eventText } from "../../../../cli/events/render";
import { contextOf, declaredNode } from "../nodes";

const SECOND = 1_767_225_600;
const line = (at: number, more: object) => `${JSON.stringify({ timeNano: (SECOND + at) * 1e9, ...more })}\n`;
const task = {
  "com.docker.swarm.service.name": "shop_web",
  "com.docker.swarm.task.name": "shop_web.2.t1",
  "com.docker.swarm.task.id": "t1",
  "com.docker.swarm.node.id": "n1",
  "com.docker.stack.namespace": "shop",
};
const died = (at: number, id = "c1") =>
  line(at, {
    Type: "container",
    Action: "die",
    Actor: { ID: id, Attributes: { ...task, exitCode: "1" } },
    scope: "local",
  });
const scaled = (at: number) =>
  line(at, {
    ...{ Type: "service", Action: "update", scope: "swarm" },
    Actor: { ID: "s1", Attributes: { name: "shop_web", "replicas.old": "1", "replicas.new": "2" } },
  });
const removed = (at: number) =>
  line(at, { Type: "service", Action: "remove", scope: "swarm", Actor: { ID: "s2", Attributes: { name: "old" } } });

/** Hosts that answer one after the other with these streams. */
function reporting(answers: Record<string, (string[] | Error)[]>) {
  const asked: { since?: number }[] = [];
  const hosts = Object.entries(answers).map(([name, streams]) => {
    const getEvents = async (options: { since?: number }) => {
      asked.push(options);
      const next = streams.shift();
      if (next instanceof Error) throw next;
      return Readable.from(next ?? []);
    };
    return [name, () => ({ docker: () => ({ getEvents }) as unknown as Docker })] as const;
  });
  return { asked, ...contextOf(Object.fromEntries(hosts)) };
}

async function all(events: AsyncIterable<ClusterEvent>, count = Number.POSITIVE_INFINITY) {
  const found: string[] = [];
  for await (const { node, action, name } of events) {
    found.push(`${node} ${action} ${name}`);
    if (found.length === count) break;
  }
  return found;
}

describe("events of all nodes", () => {
  const nodes = ["m1", "m2", "w1"].map((name) => declaredNode(name));

  test("come in the order of their times, and those of the swarm once", async () => {
    const { context } = reporting({
      m1: [[scaled(1), removed(5)]],
      m2: [[scaled(1), removed(5.2)]],
      w1: [[died(0), died(3)]],
    });
    expect(await all(clusterEvents(context, { nodes }, { follow: false, until: SECOND }))).toEqual([
      ...["w1 die shop_web.2", "m1 update shop_web", "w1 die shop_web.2", "m1 remove old"],
    ]);
  });

  test("come without a node that is out of reach, which is told", async () => {
    const { context } = reporting({ m1: [[scaled(1)]], m2: [[]] });
    const out: unknown[] = [];
    const onNode = (...told: unknown[]) => out.push(told);
    const found = await all(clusterEvents(context, { nodes }, { follow: false, until: SECOND, onNode }));
    expect(found).toEqual(["m1 update shop_web"]);
    expect(out).toEqual([["w1", "connection refused"]]);
  });

  test("go on from the last event where a followed node drops out and comes back", async () => {
    const { context, asked, cancel } = reporting({ w1: [[died(1)], new Error("reset"), [died(1), died(2, "c2")]] });
    const out: unknown[] = [];
    const onNode = (...told: unknown[]) => out.push(told);
    const followed = clusterEvents(context, { nodes: nodes.slice(2) }, { follow: true, onNode });
    expect(await all(followed, 2)).toEqual(["w1 die shop_web.2", "w1 die shop_web.2"]);
    cancel.abort();
    expect(asked.slice(0, 3).map(({ since }) => since)).toEqual([undefined, SECOND + 1, SECOND + 1]);
    expect(out.slice(0, 2)).toEqual([
      ["w1", "its Docker ended the stream of events"],
      ["w1", undefined],
    ]);
  });
});

describe("an event", () => {
  const event = parseEvent(died(0), "w1");

  test("has the name of its task, and is printed in a line", () => {
    expect(event).toMatchObject({ type: "container", action: "die", name: "shop_web.2", node: "w1", scope: "local" });
    expect(eventText(event)).toBe("2026-01-01T00:00:00.000Z w1 container die shop_web.2 (exitCode 1)");
    expect(eventText(parseEvent(scaled(0), "m1"))).toMatch(/ swarm service update shop_web \(replicas 1 → 2\)$/);
  });

  test("is shown for its service, stack, task and node", () => {
    for (const name of ["shop_web", "shop", "shop_web.2", "w1"]) expect(concerns(event, { name })).toBe(true);
    for (const name of ["shop_db", "web", "w2"]) expect(concerns(event, { name })).toBe(false);
    expect(concerns(event, { name: "shop", node: "w2" })).toBe(false);
    const service = parseEvent(scaled(0), "m1");
    expect(concerns(service, { name: "shop" })).toBe(true);
    // A manager only reports it.
    expect(concerns(service, { name: "m1" })).toBe(false);
  });

  test("is chosen by filters as Docker takes them", () => {
    expect(filtersOf(["type=node", "type=service", "label=a=b"])).toEqual({
      type: ["node", "service"],
      label: ["a=b"],
    });
    expect(() => filtersOf(["node"])).toThrow(/node is no filter/);
  });
});
