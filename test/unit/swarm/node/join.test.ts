import { node } from "../../../../provisioners/swarm/node/node";
import { reply } from "../../fakes/reply";
import type { Machine } from "../../fakes/shapes";
import { changes, setUp } from "./nodes";

describe("Node joins", () => {
  test("a worker, with its labels", async () => {
    const { world, swarm, inputs, context } = setUp(1, 0);
    const w1 = world.add("w1");
    const { id, outputs } = await node.create(context, inputs(w1, { labels: { disk: "ssd" } }));
    expect(outputs).toEqual({ nodeId: id, hostname: "w1" });
    expect(world.nodeOf(w1)).toMatchObject({ ID: id, Spec: { Role: "worker", Labels: { disk: "ssd" } } });
    expect(swarm.nodes).toHaveLength(2);
    expect(context.kept).toEqual([{ id, outputs }]);
  });

  test("with the addresses that it is given: an own one to listen on, and one for overlay data", async () => {
    const { world, inputs, context } = setUp(1, 0);
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
    const { world, inputs, context } = setUp(1, 0);
    const w1 = world.add("w1");
    w1.onJoin = (token) => {
      throw reply(400, `invalid join token ${token}`);
    };
    await expect(node.create(context, inputs(w1))).rejects.toMatchObject({
      code: "SWARM_JOIN_FAILED",
      message: expect.not.stringContaining("swarm1-worker"),
    });
    expect(JSON.stringify([context.lines, context.statuses, context.kept])).not.toContain("SWMTKN-1-swarm1");
  });

  test("is adopted when the host is a member already, with its role put right", async () => {
    const { world, machines, inputs, context } = setUp(1, 1);
    const w1 = machines[1] as Machine;
    const { id } = await node.create(context, inputs(w1, { role: "manager" }));
    expect(id).toBe(w1.nodeId);
    expect(world.nodeOf(w1)?.ManagerStatus).toBeDefined();
    expect(changes(world).filter((call) => call.includes("join"))).toEqual([]);
  });

  test("managers asked for at once join one after the other (F11)", async () => {
    const { world, swarm, inputs, context } = setUp(1, 0);
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

  test("a removed node that comes back leaves and joins anew (F24)", async () => {
    const { world, swarm, machines, inputs, context } = setUp(1, 1);
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
      const { world, swarm, machines, inputs, context } = setUp(1, 1);
      const w1 = machines[1] as Machine;
      const old = world.nodeOf(w1);
      if (old) old.Status.State = seen;
      Object.assign(w1, { state: "inactive", nodeId: "", swarmId: "" });
      await node.create(context, inputs(w1));
      expect(swarm.nodes.map(({ ID }) => ID)).toEqual(["node1", w1.nodeId]);
    },
  );

  test("not a host of another swarm", async () => {
    const { world, inputs, context } = setUp(1, 0);
    const [a, b] = [world.add("a"), world.add("b")];
    world.form([a, b], 1);
    for (const machine of [a, b]) {
      await expect(node.create(context, inputs(machine))).rejects.toMatchObject({ code: "SWARM_HOST_IN_ANOTHER" });
    }
    expect(changes(world)).toEqual([]);
  });
});
