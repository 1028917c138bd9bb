import { node } from "../../../../provisioners/swarm/node/node";
import type { Machine } from "../../fakes/shapes";
import { setUp } from "./nodes";

describe("Node changes", () => {
  test("labels: ours go when dropped, foreign ones stay", async () => {
    const { world, machines, inputs, context } = setUp(1, 1);
    const w1 = machines[1] as Machine;
    const { id, outputs } = await node.create(context, inputs(w1, { labels: { disk: "ssd", zone: "a" } }));
    const spec = world.nodeOf(w1)?.Spec;
    if (spec?.Labels) spec.Labels.foreign = "yes";
    const state = { ...inputs(w1, { labels: { disk: "ssd", zone: "a" } }), ...outputs };
    await node.update?.(context, id, state, inputs(w1, { labels: { zone: "b" } }));
    expect(world.nodeOf(w1)?.Spec.Labels).toEqual({ zone: "b", foreign: "yes" });
  });

  test("go through another manager where the first is demoted meanwhile", async () => {
    const { world, swarm, machines, inputs, context } = setUp(3, 1);
    const [m1, m2, , w1] = machines as [Machine, Machine, Machine, Machine];
    let demoted = false;
    world.onInspect = () => {
      if (demoted) return;
      demoted = true;
      const [one, two] = [world.nodeOf(m1), world.nodeOf(m2)];
      Object.assign(one?.Spec ?? {}, { Role: "worker" });
      delete one?.ManagerStatus;
      Object.assign(two?.ManagerStatus ?? {}, { Leader: true });
    };
    await node.create(context, inputs(w1, { labels: { a: "b" } }));
    expect(demoted).toBe(true);
    expect(swarm.nodes[3]?.Spec.Labels).toEqual({ a: "b" });
  });

  test("a host that somebody took out of the swarm is seen by a refresh, and joins again", async () => {
    const { machines, inputs, context } = setUp(1, 1);
    const w1 = machines[1] as Machine;
    const { id, outputs } = await node.create(context, inputs(w1));
    await w1.host.docker().swarmLeave({});
    const state = { ...inputs(w1), ...outputs };
    expect(await node.read?.(context, id, state)).toMatchObject({ drifted: true });
    await node.update?.(context, id, state, inputs(w1));
    expect(w1.state).toBe("active");
  });

  test("repeats an update out of sequence after another read, and keeps both changes (F25)", async () => {
    const { world, machines, inputs, context } = setUp(1, 1);
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
    const { world, machines, inputs, context } = setUp(3, 0);
    const [m1, m2] = machines as [Machine, Machine];
    world.kill(m2);
    const state = { ...inputs(m1, { role: "manager" }), nodeId: m1.nodeId, hostname: "m1" };
    await expect(node.update?.(context, m1.nodeId, state, inputs(m1))).rejects.toMatchObject({
      code: "SWARM_QUORUM_AT_STAKE",
      message: expect.stringContaining("not reachable: m2"),
    });
  });

  test("read shows what was changed by hand, and a node that is gone", async () => {
    const { world, swarm, machines, inputs, context } = setUp(1, 1);
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
    const { world, machines, inputs, context } = setUp(3, 0);
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
