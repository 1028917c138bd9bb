import type { Task } from "../../provisioners/engine/types";
import { node } from "../../provisioners/swarm/node";
import { nodeInputs } from "../../provisioners/swarm/schema";
import { connection } from "./fakes/context";
import { reply } from "./fakes/reply";
import type { Machine } from "./fakes/shapes";
import { World } from "./fakes/world";

interface Options {
  role?: "manager" | "worker";
  labels?: Record<string, string>;
  availability?: "active" | "drain";
}

function setUp(prefix: string, managers: number, workers: number) {
  const world = new World(prefix);
  const names = [...Array(managers).keys()]
    .map((n) => `m${n + 1}`)
    .concat([...Array(workers).keys()].map((n) => `w${n + 1}`));
  const machines = names.map((name) => world.add(name));
  const swarm = world.form(machines, managers);
  const list = machines.slice(0, managers).map((machine) => world.manager(machine));
  const inputs = (machine: Machine, options: Options = {}) =>
    nodeInputs.parse({
      swarmId: swarm.id,
      managers: list,
      name: machine.name,
      address: machine.address,
      connection: connection(machine.address),
      role: "worker",
      ...options,
    });
  return { world, swarm, machines, inputs, context: world.context };
}

const changes = (world: World) => world.calls.filter((call) => / (update|remove|leave|join)\b/.test(call));

describe("Node joins", () => {
  test("a worker, with its labels", async () => {
    const { world, swarm, inputs, context } = setUp("worker", 1, 0);
    const w1 = world.add("w1");
    const { id, outputs } = await node.create(context, inputs(w1, { labels: { disk: "ssd" } }));
    expect(outputs).toEqual({ nodeId: id, hostname: "w1" });
    expect(world.nodeOf(w1)).toMatchObject({ ID: id, Spec: { Role: "worker", Labels: { disk: "ssd" } } });
    expect(swarm.nodes).toHaveLength(2);
    expect(context.kept).toEqual([{ id, outputs }]);
  });

  test("with the addresses that it is given: an own one to listen on, and one for overlay data", async () => {
    const { world, inputs, context } = setUp("addresses", 1, 0);
    const [w1, w2] = [world.add("w1"), world.add("w2")];
    const own = { listenAddress: w1.address, dataPathAddress: "192.168.7.2" };
    await node.create(context, { ...inputs(w1), ...own });
    await node.create(context, inputs(w2));
    expect([w1.addresses, w2.addresses]).toEqual([
      { ListenAddr: "10.0.0.2:2377", AdvertiseAddr: "10.0.0.2", DataPathAddr: "192.168.7.2" },
      { ListenAddr: "0.0.0.0:2377", AdvertiseAddr: "10.0.0.3", DataPathAddr: undefined },
    ]);
  });

  test("and keeps the token out of status, log and outputs", async () => {
    const { world, inputs, context } = setUp("token", 1, 0);
    const w1 = world.add("w1");
    w1.onJoin = (token) => {
      throw reply(400, `invalid join token ${token}`);
    };
    await expect(node.create(context, inputs(w1))).rejects.toMatchObject({
      code: "SWARM_JOIN_FAILED",
      message: expect.not.stringContaining("token1-worker"),
    });
    expect(JSON.stringify([context.lines, context.statuses, context.kept])).not.toContain("SWMTKN-1-token1");
  });

  test("is adopted when the host is a member already, with its role put right", async () => {
    const { world, machines, inputs, context } = setUp("adoption", 1, 1);
    const w1 = machines[1] as Machine;
    const { id } = await node.create(context, inputs(w1, { role: "manager" }));
    expect(id).toBe(w1.nodeId);
    expect(world.nodeOf(w1)?.ManagerStatus).toBeDefined();
    expect(changes(world).filter((call) => call.includes("join"))).toEqual([]);
  });

  test("F08 goes through another manager when the first target fails", async () => {
    const { world, inputs, context } = setUp("target", 3, 0);
    const w1 = world.add("w1");
    w1.onJoin = (_token, target) => {
      if (target.startsWith("10.0.0.1:")) throw reply(500, "rpc error: connection refused");
      return undefined;
    };
    await node.create(context, inputs(w1));
    expect(changes(world).filter((call) => call.includes("join"))).toEqual([
      "w1 join 10.0.0.1:2377",
      "w1 join 10.0.0.2:2377",
    ]);
  });

  test("F09 is polled after the daemon's time-out and completes in the background", async () => {
    const { world, swarm, inputs, context } = setUp("slow", 1, 0);
    const w1 = world.add("w1");
    w1.onJoin = () => {
      w1.state = "pending";
      context.clock.onSleep = (elapsed) => {
        if (w1.state === "pending" && elapsed > 10_000) world.enter(swarm, w1, "worker");
      };
      throw reply(
        503,
        "Timeout was reached before node joined. The attempt to join the swarm will continue in the background.",
      );
    };
    const { id } = await node.create(context, inputs(w1));
    expect(id).toBe(w1.nodeId);
    expect(changes(world)).toEqual(["w1 join 10.0.0.1:2377"]);
  });

  test("F09 leaves a join that stays pending, and tries the next manager", async () => {
    const { world, inputs, context } = setUp("stuck", 3, 0);
    const w1 = world.add("w1");
    let tries = 0;
    w1.onJoin = () => {
      if (tries++ > 0) return undefined;
      w1.state = "pending";
      throw reply(503, "Timeout was reached before node joined.");
    };
    await node.create(context, inputs(w1));
    expect(changes(world).filter((call) => call.startsWith("w1"))).toEqual([
      "w1 join 10.0.0.1:2377",
      "w1 leave",
      "w1 join 10.0.0.2:2377",
    ]);
  });

  test("F10 removes the ghost of a failed manager join and names the port", async () => {
    const { world, swarm, inputs, context } = setUp("ghost", 1, 0);
    const m2 = world.add("m2");
    m2.onJoin = () => {
      swarm.nodes.push({
        ID: "ghost",
        Version: { Index: 1 },
        Spec: { Role: "manager", Availability: "active" },
        Status: { State: "unknown" },
      });
      throw reply(
        500,
        "manager stopped: can't initialize raft node: could not connect to prospective new cluster member using its advertised address: DeadlineExceeded",
      );
    };
    await expect(node.create(context, inputs(m2, { role: "manager" }))).rejects.toMatchObject({
      code: "SWARM_JOIN_FAILED",
      fix: expect.stringContaining("10.0.0.2:2377"),
    });
    expect(swarm.nodes.map(({ ID }) => ID)).toEqual(["node1"]);
  });

  test("F10 removes the records of a failed join that still count as ready, and no others", async () => {
    const { world, swarm, inputs, context } = setUp("ready", 3, 0);
    const m4 = world.add("m4");
    const old = world.enter(swarm, m4, "worker");
    Object.assign(m4, { state: "inactive", nodeId: "", swarmId: "" });
    m4.onJoin = (_token, target) => {
      // The daemon leaves by itself when its manager cannot start; one record even is a raft member.
      const isMember = target.startsWith("10.0.0.1:");
      const ghost = world.enter(swarm, m4, isMember ? "manager" : "worker");
      ghost.Spec.Role = "manager";
      if (isMember) ghost.Status.Addr = "0.0.0.0";
      Object.assign(m4, { state: "inactive", nodeId: "", swarmId: "" });
      if (target.startsWith("10.0.0.2:")) world.enter(swarm, world.add("w9"), "worker");
      throw reply(500, "could not connect to prospective new cluster member using its advertised address");
    };
    await expect(node.create(context, inputs(m4, { role: "manager" }))).rejects.toMatchObject({
      code: "SWARM_JOIN_FAILED",
    });
    expect(swarm.nodes.map(({ Description }) => Description?.Hostname)).toEqual(["m1", "m2", "m3", "m4", "w9"]);
    expect(swarm.nodes[3]).toBe(old);
    expect(context.lines.join()).not.toContain("may remain");
  });

  test("F10 keeps the record that the host is in the swarm by", async () => {
    const { world, swarm, inputs, context } = setUp("present", 3, 0);
    const m4 = world.add("m4");
    m4.onJoin = () => {
      const joined = world.enter(swarm, m4, "manager");
      if (joined.ManagerStatus) joined.ManagerStatus.Reachability = "unreachable";
      return true;
    };
    await expect(node.create(context, inputs(m4, { role: "manager" }))).rejects.toMatchObject({ code: "DEADLINE" });
    expect(world.nodeOf(m4)).toBeDefined();
  });

  test("F13 reads a token anew that was rotated meanwhile", async () => {
    const { world, swarm, inputs, context } = setUp("rotated", 1, 0);
    const w1 = world.add("w1");
    let tries = 0;
    w1.onJoin = () => {
      if (tries++ === 0) swarm.tokens.Worker = "SWMTKN-1-rotated1-new";
      return undefined;
    };
    await node.create(context, inputs(w1));
    expect(tries).toBe(2);
    expect(world.nodeOf(w1)).toBeDefined();
  });

  test("F11 managers asked for at once join one after the other", async () => {
    const { world, swarm, inputs, context } = setUp("queue", 1, 0);
    const others = ["m2", "m3", "m4", "m5"].map((name) => world.add(name));
    let joining = 0;
    for (const machine of others) {
      machine.onJoin = () => {
        expect(joining++).toBe(0);
        queueMicrotask(() => joining--);
        return undefined;
      };
    }
    await Promise.all(others.map((machine) => node.create(context, inputs(machine, { role: "manager" }))));
    expect(swarm.nodes.filter(({ ManagerStatus }) => ManagerStatus)).toHaveLength(5);
  });

  test("F24 a removed node that comes back leaves and joins anew", async () => {
    const { world, swarm, machines, inputs, context } = setUp("back", 1, 1);
    const w1 = machines[1] as Machine;
    const before = w1.nodeId;
    swarm.nodes = swarm.nodes.filter(({ ID }) => ID !== before);
    const { id } = await node.create(context, inputs(w1));
    expect(id).not.toBe(before);
    expect(changes(world).slice(0, 2)).toEqual(["w1 leave", "w1 join 10.0.0.1:2377"]);
  });

  // A host that left by force counts as ready for some seconds more.
  test.each(["down", "ready"] as const)(
    "an earlier record of the same host, %s, is removed after a join",
    async (seen) => {
      const { world, swarm, machines, inputs, context } = setUp(`stale-${seen}`, 1, 1);
      const w1 = machines[1] as Machine;
      const old = world.nodeOf(w1);
      if (old) old.Status.State = seen;
      Object.assign(w1, { state: "inactive", nodeId: "", swarmId: "" });
      await node.create(context, inputs(w1));
      expect(swarm.nodes.map(({ ID }) => ID)).toEqual(["node1", w1.nodeId]);
    },
  );

  test("not a host of another swarm", async () => {
    const { world, inputs, context } = setUp("other", 1, 0);
    const [a, b] = [world.add("a"), world.add("b")];
    world.form([a, b], 1);
    for (const machine of [a, b]) {
      await expect(node.create(context, inputs(machine))).rejects.toMatchObject({ code: "SWARM_HOST_IN_ANOTHER" });
    }
    expect(changes(world)).toEqual([]);
  });
});

describe("Node changes", () => {
  test("labels: ours go when dropped, foreign ones stay", async () => {
    const { world, machines, inputs, context } = setUp("labels", 1, 1);
    const w1 = machines[1] as Machine;
    const { id, outputs } = await node.create(context, inputs(w1, { labels: { disk: "ssd", zone: "a" } }));
    const spec = world.nodeOf(w1)?.Spec;
    if (spec?.Labels) spec.Labels.foreign = "yes";
    const state = { ...inputs(w1, { labels: { disk: "ssd", zone: "a" } }), ...outputs };
    await node.update?.(context, id, state, inputs(w1, { labels: { zone: "b" } }));
    expect(world.nodeOf(w1)?.Spec.Labels).toEqual({ zone: "b", foreign: "yes" });
  });

  test("F25 an update out of sequence is read again and repeated; both changes are kept", async () => {
    const { world, machines, inputs, context } = setUp("sequence", 1, 1);
    const w1 = machines[1] as Machine;
    let raced = false;
    world.onInspect = (actual) => {
      if (raced) return;
      raced = true;
      actual.Version.Index++;
      actual.Spec.Labels = { theirs: "1" };
    };
    await node.create(context, inputs(w1, { labels: { ours: "2" } }));
    expect(raced).toBe(true);
    expect(world.nodeOf(w1)?.Spec.Labels).toEqual({ theirs: "1", ours: "2" });
  });

  test("a demotion that would cost the quorum is refused", async () => {
    const { world, machines, inputs, context } = setUp("refuse", 3, 0);
    const [m1, m2] = machines as [Machine, Machine];
    world.kill(m2);
    const state = { ...inputs(m1, { role: "manager" }), nodeId: m1.nodeId, hostname: "m1" };
    await expect(node.update?.(context, m1.nodeId, state, inputs(m1))).rejects.toMatchObject({
      code: "SWARM_QUORUM_AT_STAKE",
      message: expect.stringContaining("not reachable: m2"),
    });
  });

  test("read shows what was changed by hand, and a node that is gone", async () => {
    const { world, swarm, machines, inputs, context } = setUp("read", 1, 1);
    const w1 = machines[1] as Machine;
    const { id, outputs } = await node.create(context, inputs(w1, { labels: { disk: "ssd" } }));
    const state = { ...inputs(w1, { labels: { disk: "ssd" } }), ...outputs };
    const actual = world.nodeOf(w1);
    if (actual) actual.Spec = { Role: "worker", Availability: "drain", Labels: { disk: "hdd", foreign: "yes" } };
    const found = await node.read?.(context, id, state);
    expect(found?.inputs).toMatchObject({ availability: "drain", labels: { disk: "hdd" } });
    expect(context.lines).toEqual([]);
    if (actual) actual.Status.State = "down";
    expect((await node.read?.(context, id, state))?.inputs).toMatchObject({ availability: "drain" });
    expect(context.lines).toEqual([expect.stringContaining("The swarm sees w1 as down")]);
    swarm.nodes = swarm.nodes.filter(({ ID }) => ID !== id);
    expect(await node.read?.(context, id, state)).toBeUndefined();
  });

  test("a manager that was demoted by hand is seen, and promoted again", async () => {
    const { world, machines, inputs, context } = setUp("demoted", 3, 0);
    const m3 = machines[2] as Machine;
    const { id, outputs } = await node.create(context, inputs(m3, { role: "manager" }));
    const actual = world.nodeOf(m3);
    if (actual) {
      actual.Spec.Role = "worker";
      delete actual.ManagerStatus;
    }
    const found = await node.read?.(context, id, { ...inputs(m3, { role: "manager" }), ...outputs });
    expect(found?.inputs.role).toBe("worker");
    await node.update?.(context, id, { ...inputs(m3), ...outputs }, inputs(m3, { role: "manager" }));
    expect(world.nodeOf(m3)?.ManagerStatus?.Reachability).toBe("reachable");
  });
});

describe("Node is removed", () => {
  const stateOf = ({ inputs }: ReturnType<typeof setUp>, machine: Machine, role: "manager" | "worker") => ({
    ...inputs(machine, { role }),
    nodeId: machine.nodeId,
    hostname: machine.name,
  });

  test("drain, demote, leave, remove: in this order, from another manager", async () => {
    const all = setUp("order", 3, 0);
    const m1 = all.machines[0] as Machine;
    await node.delete?.(all.context, m1.nodeId, stateOf(all, m1, "manager"));
    expect(changes(all.world)).toEqual([
      "m2 update node1 manager drain",
      "m2 update node1 worker drain",
      "m1 leave",
      "m1 remove network docker_gwbridge",
      "m2 remove node1",
    ]);
  });

  test("tasks that do not end are listed, and it goes on", async () => {
    const all = setUp("tasks", 1, 1);
    const w1 = all.machines[1] as Machine;
    all.swarm.services = [{ ID: "web", Spec: { Name: "shop_web" } } as never];
    all.swarm.tasks = [{ ID: "t", ServiceID: "web", Slot: 2, NodeID: w1.nodeId, Status: { State: "running" } } as Task];
    await node.delete?.(all.context, w1.nodeId, stateOf(all, w1, "worker"));
    expect(all.context.lines.join()).toContain("shop_web.2");
    expect(all.swarm.nodes).toHaveLength(1);
  });

  test("F21 a host out of reach, from the outside", async () => {
    const all = setUp("lost", 3, 0);
    const m3 = all.machines[2] as Machine;
    const state = stateOf(all, m3, "manager");
    all.world.kill(m3);
    await node.delete?.(all.context, m3.nodeId, state);
    expect(all.swarm.nodes.map(({ ID }) => ID)).toEqual(["node1", "node2"]);
    expect(all.context.lines.join()).toContain("m3 cannot be reached");
  });

  test("F21 of several that go, the dead one goes first", async () => {
    const all = setUp("dead", 5, 0);
    const [m4, m5] = all.machines.slice(3) as [Machine, Machine];
    const states = [m4, m5].map((machine) => stateOf(all, machine, "manager"));
    all.world.kill(m5);
    const { ssh, clock } = all.context;
    const slow: typeof ssh.use = async (to, options) => {
      // It takes half a minute to know that nobody answers.
      if (to.host === m5.address) for (let second = 0; second < 30; second++) await clock.sleep(1_000);
      return ssh.use(to, options);
    };
    const context = { ...all.context, ssh: { ...ssh, use: slow } };
    await Promise.all(states.map((state) => node.delete?.(context, state.nodeId, state)));
    const removed = changes(all.world).flatMap((change) => /remove (node\d)$/.exec(change)?.[1] ?? []);
    expect(removed).toEqual(["node5", "node4"]);
  });

  test("F22 all at once: one manager after the other, the last one ends the swarm", async () => {
    const all = setUp("last", 3, 0);
    const states = all.machines.map((machine) => stateOf(all, machine, "manager"));
    await Promise.all(states.map((state) => node.delete?.(all.context, state.nodeId, state)));
    expect(all.machines.map(({ state }) => state)).toEqual(["inactive", "inactive", "inactive"]);
  });

  test("the last manager waits for workers that leave too", async () => {
    const all = setUp("together", 1, 1);
    const [m1, w1] = all.machines as [Machine, Machine];
    const states = [stateOf(all, m1, "manager"), stateOf(all, w1, "worker")];
    const ids = [m1.nodeId, w1.nodeId];
    all.swarm.tasks = [{ ID: "t", ServiceID: "web", Slot: 1, NodeID: w1.nodeId, Status: { State: "running" } } as Task];
    let sleeps = 0;
    all.context.clock.onSleep = () => {
      if (++sleeps === 5) all.swarm.tasks = [];
    };
    await Promise.all(ids.map((id, index) => node.delete?.(all.context, id, states[index] as never)));
    const left = changes(all.world).filter((call) => / (leave|remove)/.test(call) && !call.includes("network"));
    expect(left).toEqual(["w1 leave", `m1 remove ${ids[1]}`, "m1 leave"]);
  });

  test("a worker leaves also when the last manager does so meanwhile", async () => {
    const all = setUp("meanwhile", 1, 1);
    const [m1, w1] = all.machines as [Machine, Machine];
    const state = stateOf(all, w1, "worker");
    all.swarm.tasks = [{ ID: "t", ServiceID: "web", Slot: 1, NodeID: w1.nodeId, Status: { State: "running" } } as Task];
    all.context.clock.onSleep = () => void Object.assign(m1, { state: "inactive", nodeId: "", swarmId: "" });
    await node.delete?.(all.context, w1.nodeId, state);
    expect(w1.state).toBe("inactive");
  });

  test("a lost quorum stops nothing, and no survivor leaves", async () => {
    const all = setUp("noquorum", 3, 0);
    const [m1, m2, m3] = all.machines as [Machine, Machine, Machine];
    const state = stateOf(all, m1, "manager");
    all.world.kill(m2);
    all.world.kill(m3);
    await node.delete?.(all.context, m1.nodeId, state);
    expect(changes(all.world)).toEqual([]);
    expect(all.context.lines.join()).toContain("lost its quorum");
  });
});
