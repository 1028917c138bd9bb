import { once } from "node:events";
import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import { Feed } from "../../../../cli/dashboard/feed";
import { taskLog } from "../../../../cli/dashboard/task-log";
import { watchSwarm } from "../../../../cli/dashboard/watch";
import type { HappeningView, Snapshot } from "../../../../cli/dashboard/wire";
import { liveLook } from "../../../../cli/look/live-look";
import type { DeclaredSwarm } from "../../../../cli/stack/declared-swarm";
import { node, service, task } from "../look/swarm";
import { contextOf, declaredNode } from "../nodes";

jest.setTimeout(60_000);

const names = ["m1", "m2", "w1"];
const nodes = [node("m1", "manager", { leader: true }), node("m2", "manager"), node("w1", "worker")] as ReturnType<
  typeof node
>[];
const web = service("web", 1);
const declaredNodes = names.map((name) => declaredNode(name, name.startsWith("m") ? "manager" : "worker"));
const declared = {
  ...{ name: "cluster", swarmId: "s1", nodes: declaredNodes, stacks: [] },
  managers: declaredNodes.slice(0, 2).map(({ name, address, connection }) => ({ name, address, connection })),
} as unknown as DeclaredSwarm;

const event = JSON.stringify({
  ...{ Type: "service", Action: "update", scope: "swarm", timeNano: 1_767_225_600e9 },
  Actor: { ID: "s", Attributes: { name: "web", "replicas.old": "1", "replicas.new": "2" } },
});

/** Streams that go on until the connections are closed, as every command does in the end. */
const streams: PassThrough[] = [];
afterEach(() => {
  for (const stream of streams.splice(0)) stream.destroy();
});

function following(line: string): PassThrough {
  const stream = new PassThrough();
  stream.write(line);
  streams.push(stream);
  return stream;
}

/** A manager's Docker; without a leader where the swarm is not given. */
function dockerOf(swarm: object | null = { ID: "s1" }): Docker {
  const fake = {
    info: async () => ({ Swarm: { LocalNodeState: "active", ControlAvailable: true, Cluster: swarm } }),
    listNodes: async () => nodes,
    listServices: async () => [web],
    listTasks: async () => [task(web, 1, nodes[2] as ReturnType<typeof node>)],
    getEvents: async () => following(`${event}\n`),
  };
  return fake as unknown as Docker;
}

const host = (docker: () => Docker) => () => ({
  docker,
  run: async () => ({ stdout: "", stderr: "", code: 0 }),
});

/** All hosts answer but those that are silent: these neither answer nor refuse. */
function world({ silent = [], docker = () => dockerOf() }: { silent?: string[]; docker?: () => Docker } = {}) {
  const made = contextOf(Object.fromEntries(names.map((name) => [name, host(docker)])));
  const { ssh } = made.context;
  const use: typeof ssh.use = (connection, options) =>
    silent.includes(connection.host) ? new Promise(() => undefined) : ssh.use(connection, options);
  return { ...made, context: { ...made.context, ssh: { ...ssh, use } } };
}

/** Watches until a snapshot and the happenings fit, then ends, as ^C does. */
async function watched(
  { context, cancel }: ReturnType<typeof world>,
  fits: (snapshot: Snapshot, happened: HappeningView[]) => boolean,
): Promise<Snapshot> {
  const feed = new Feed();
  const watching = watchSwarm(context, declared, feed);
  const found = new Promise<Snapshot>((resolve) => {
    const seen: { snapshot?: Snapshot; happened: HappeningView[] } = { happened: [] };
    feed.listen((name, message) => {
      if (name === "snapshot") seen.snapshot = message as Snapshot;
      if (name === "happenings") seen.happened = message as HappeningView[];
      if (seen.snapshot && fits(seen.snapshot, seen.happened)) resolve(seen.snapshot);
    });
  });
  try {
    return await Promise.race([found, watching.then(() => Promise.reject(new Error("the watch ended")))]);
  } finally {
    cancel.abort();
    await expect(watching).rejects.toThrow("abort");
  }
}

describe("a look that is taken again and again", () => {
  test("has what the living tell, and does not wait for who is silent", async () => {
    const look = liveLook(world({ silent: ["m2", "w1"] }).context, declared);
    for (;;) {
      const { swarm, hosts, managers } = await look();
      expect(hosts.get("w1")).toEqual({ node: "w1", unreachable: "it has not answered yet" });
      expect(managers[1]).toMatchObject({ refusal: "unreachable", reason: "it has not answered yet" });
      if (swarm) {
        expect(swarm.services).toEqual([web]);
        break;
      }
    }
  });
});

describe("the swarm that the dashboard watches", () => {
  test("is shown with its services, tasks and events, until ^C", async () => {
    const snapshot = await watched(world(), ({ services }, happened) => services.length > 0 && happened.length > 0);
    expect(snapshot).toMatchObject({
      services: [{ name: "web", running: 1 }],
      tasks: [{ name: "web.1", node: "w1" }],
      quorum: { held: true },
    });
  });

  test("has events with what they changed", async () => {
    const told: HappeningView[] = [];
    await watched(world(), (_, happened) => {
      told.push(...happened.filter(({ what }) => what.startsWith("service")));
      return told.length > 0;
    });
    expect(told[0]).toMatchObject({ where: "web", what: "service update (replicas 1 → 2)" });
  });

  test("is shown without a leader with what the managers say", async () => {
    const snapshot = await watched(world({ docker: () => dockerOf(null) }), ({ quorum }) =>
      quorum.text.includes("m2 sees no leader"),
    );
    expect(snapshot).toMatchObject({ quorum: { held: false }, services: [], nodes: [{ name: "m1" }, {}, {}] });
  });

  test("is not asked while nobody looks", async () => {
    const { context, cancel } = world({ silent: names });
    let asked = 0;
    const counted = { ...context, ssh: { ...context.ssh, use: () => Promise.reject(new Error(`asked ${++asked}`)) } };
    const watching = watchSwarm(counted, declared, new Feed());
    await new Promise(setImmediate);
    cancel.abort();
    await expect(watching).rejects.toThrow("abort");
    expect(asked).toBe(0);
  });
});

describe("the log of a task", () => {
  const line = (text: string) => `2026-01-01T00:00:00Z com.docker.swarm.task.id=t1 ${text}\n`;

  test("goes on until its reader leaves, and is let go then", async () => {
    const log = new PassThrough();
    const asked: object[] = [];
    const logs = async (options: object) => {
      asked.push(options);
      return log;
    };
    const inspect = async () => ({ ID: "t1", Spec: { ContainerSpec: { TTY: true } } });
    const docker = () => Object.assign(dockerOf(), { getTask: () => ({ inspect, logs }) });
    const reader = new AbortController();
    const lines = taskLog(world({ docker }).context, declared, "t1", reader.signal);
    log.write(line("first"));
    expect((await lines.next()).value).toMatchObject({ taskId: "t1", text: "first" });
    log.write(line("second"));
    expect((await lines.next()).value).toMatchObject({ text: "second" });
    expect(asked).toEqual([expect.objectContaining({ follow: true, tail: "200" })]);
    const closed = once(log, "close");
    reader.abort();
    await expect(lines.next()).rejects.toThrow();
    await closed;
    expect(log.destroyed).toBe(true);
  });
});
