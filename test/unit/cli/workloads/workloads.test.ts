import { Readable } from "node:stream";
import { runningTask } from "../../../../cli/reach/find-task";
import { linesInOrder, parseLine, sinceTime } from "../../../../cli/workloads/log-lines";
import { taskRows } from "../../../../cli/workloads/ps";
import { select, tasksOf } from "../../../../cli/workloads/select";
import { node, service, task } from "../look/swarm";

const nodes = [node("m1", "manager", { leader: true }), node("w1", "worker")];
const [m1, w1] = nodes as [ReturnType<typeof node>, ReturnType<typeof node>];
const labels = { Labels: { "com.docker.stack.namespace": "shop" } };
const [web, db, lone] = [service("shop_web", 2, labels), service("shop_db", 1, labels), service("lone", 1)];
const container = (id: string) => ({ Status: { State: "running", ContainerStatus: { ContainerID: id } } });
const tasks = [
  task(web, 1, m1, "running", container("c1")),
  task(web, 2, w1, "running", container("c2")),
  task(db, 1, w1, "running", container("c3")),
  task(lone, 1, m1, "failed"),
];
const workloads = { nodes, services: [web, db, lone], tasks };
const names = (name?: string) => select(name, workloads).services.map(({ Spec }) => Spec.Name);

describe("a name on the command line", () => {
  test("means a service, a stack, a node, or all without one", () => {
    expect(names("shop_web")).toEqual(["shop_web"]);
    expect(names("shop")).toEqual(["shop_web", "shop_db"]);
    expect(names("w1")).toEqual(["shop_web", "shop_db"]);
    expect(names()).toHaveLength(3);
    expect(tasksOf(select("w1", workloads), workloads).map(({ ID }) => ID)).toEqual([
      "shop_web-2-running",
      "shop_db-1-running",
    ]);
  });

  test("means a task, too, and goes with a node", () => {
    const ids = (name: string | undefined, at?: string) =>
      tasksOf(select(name, workloads, at), workloads).map(({ ID }) => ID);
    expect(ids("shop_web.2")).toEqual(["shop_web-2-running"]);
    expect(ids("shop_web", "m1")).toEqual(["shop_web-1-running"]);
    expect(ids(undefined, "w1")).toEqual(["shop_web-2-running", "shop_db-1-running"]);
    expect(() => ids("shop_web", "m9")).toThrow(/no service, stack, task or node m9/);
  });

  test("that means nothing is refused with what there is", () => {
    expect(() => names("shopp")).toThrow(
      /no service, stack, task or node shopp[\s\S]*lone, m1, shop, shop_db, shop_web, w1/,
    );
  });
});

describe("ps", () => {
  test("lists the tasks that run, and those that ended where asked", () => {
    expect(taskRows(undefined, workloads, false).map(({ name, node }) => `${name} ${node}`)).toEqual([
      "shop_db.1 w1",
      "shop_web.1 m1",
      "shop_web.2 w1",
    ]);
    expect(taskRows("lone", workloads, false)).toEqual([]);
    expect(taskRows("lone", workloads, true)).toMatchObject([{ name: "lone.1", state: "failed" }]);
  });
});

describe("exec", () => {
  test("takes the first replica, the one that is named, or the one on a node", () => {
    expect(runningTask("shop_web", undefined, workloads)).toEqual({ container: "c1", nodeId: m1.ID });
    expect(runningTask("shop_web.2", undefined, workloads).container).toBe("c2");
    expect(runningTask("shop_web", "w1", workloads).container).toBe("c2");
  });

  test("says where no task runs", () => {
    expect(() => runningTask("lone", undefined, workloads)).toThrow(/No task of lone runs[\s\S]*ps lone --all/);
  });
});

describe("log lines", () => {
  const line = (time: string, text: string) =>
    `${time} com.docker.swarm.node.id=n1,com.docker.swarm.service.id=s1,com.docker.swarm.task.id=t1 ${text}\n`;

  test("have a time, a node, a task and a text", () => {
    expect(parseLine(line("2026-01-01T00:00:00.000000001Z", "GET / 200").trimEnd())).toEqual({
      ...{ time: "2026-01-01T00:00:00.000000001Z", nodeId: "n1", taskId: "t1", text: "GET / 200" },
    });
  });

  test.each([[false], [true]])("of several logs come in the order of their times (follow: %s)", async (follow) => {
    const logs = [
      Readable.from([line("2026-01-01T00:00:01Z", "a"), line("2026-01-01T00:00:03Z", "c")]),
      Readable.from([line("2026-01-01T00:00:02Z", "b")]),
    ];
    const texts: string[] = [];
    for await (const { text } of linesInOrder(logs, follow)) texts.push(text);
    expect(texts).toEqual(["a", "b", "c"]);
  });

  test("since takes durations and times", () => {
    const now = Date.parse("2026-01-01T01:00:00Z");
    expect(sinceTime("10m", now)).toBe(now / 1_000 - 600);
    expect(sinceTime("2026-01-01T00:30:00Z", now)).toBe(now / 1_000 - 1_800);
    expect(() => sinceTime("soon", now)).toThrow(/soon is no time/);
  });
});
