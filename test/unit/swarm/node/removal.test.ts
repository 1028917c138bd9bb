import { SwarmError } from "../../../../provisioners/core/errors";
import type { Task } from "../../../../provisioners/docker/shapes";
import { node } from "../../../../provisioners/swarm/node/node";
import type { Machine } from "../../fakes/shapes";
import { changes, setUp } from "./nodes";

describe("Node is removed", () => {
  const stateOf = ({ inputs }: ReturnType<typeof setUp>, machine: Machine, role: "manager" | "worker") => ({
    ...inputs(machine, { role }),
    nodeId: machine.nodeId,
    hostname: machine.name,
  });

  test("drain, demote, leave, remove: in this order, from another manager", async () => {
    const all = setUp(3, 0);
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

  test("the only listed manager demotes itself where others are managers too: they keep their quorum", async () => {
    const all = setUp(2, 1);
    const [m1, m2] = all.machines as [Machine, Machine];
    const state = { ...stateOf(all, m1, "manager"), managers: [all.world.manager(m1)] };
    await node.delete?.(all.context, m1.nodeId, state);
    expect(changes(all.world).slice(0, 2)).toEqual(["m1 update node1 worker drain", "m1 leave"]);
    expect(all.context.lines.join()).toContain("run `docker node rm node1` on a manager");
    expect(all.world.nodeOf(m2)?.ManagerStatus).toMatchObject({ Reachability: "reachable" });
  });

  const stopDocker = (machine: Machine) => {
    machine.host.docker = () => {
      throw new SwarmError({ code: "DOCKER_NOT_RUNNING", kind: "transient", summary: "Docker does not answer" });
    };
  };

  test.each(["worker", "manager"] as const)("a %s whose Docker does not answer, from the outside", async (role) => {
    const all = setUp(3, 1);
    const machine = all.machines[role === "manager" ? 2 : 3] as Machine;
    const id = machine.nodeId;
    const record = all.world.nodeOf(machine);
    if (record) record.Status.State = "down";
    if (record?.ManagerStatus) record.ManagerStatus.Reachability = "unreachable";
    stopDocker(machine);
    await node.delete?.(all.context, id, stateOf(all, machine, role));
    expect(all.swarm.nodes.map(({ ID }) => ID)).not.toContain(id);
    expect(all.context.lines.join()).toContain(`Docker on ${machine.name} does not answer`);
  });

  test("a locked manager does not wait for itself", async () => {
    const all = setUp(3, 0);
    const m3 = all.machines[2] as Machine;
    const record = all.world.nodeOf(m3);
    m3.state = "locked";
    if (record?.ManagerStatus) record.ManagerStatus.Reachability = "unreachable";
    if (record) record.Status.State = "down";
    await node.delete?.(all.context, m3.nodeId, stateOf(all, m3, "manager"));
    expect(all.swarm.nodes).toHaveLength(2);
  });

  test("without a reachable manager it leaves, and a warning names the record that stays", async () => {
    const all = setUp(1, 1);
    const [m1, w1] = all.machines as [Machine, Machine];
    m1.up = false;
    await node.delete?.(all.context, w1.nodeId, stateOf(all, w1, "worker"));
    expect(w1.state).toBe("inactive");
    expect(all.context.lines.join()).toContain("run `docker node rm node2` on a manager later");
  });

  test("tasks that do not end are listed, and it goes on", async () => {
    const all = setUp(1, 1);
    const w1 = all.machines[1] as Machine;
    all.swarm.services = [{ ID: "web", Spec: { Name: "shop_web" } } as never];
    all.swarm.tasks = [{ ID: "t", ServiceID: "web", Slot: 2, NodeID: w1.nodeId, Status: { State: "running" } } as Task];
    await node.delete?.(all.context, w1.nodeId, stateOf(all, w1, "worker"));
    expect(all.context.lines.join()).toContain("shop_web.2");
    expect(all.swarm.nodes).toHaveLength(1);
  });

  test("removes a host out of reach from the outside (F21)", async () => {
    const all = setUp(3, 0);
    const m3 = all.machines[2] as Machine;
    const state = stateOf(all, m3, "manager");
    all.world.kill(m3);
    await node.delete?.(all.context, m3.nodeId, state);
    expect(all.swarm.nodes.map(({ ID }) => ID)).toEqual(["node1", "node2"]);
    expect(all.context.lines.join()).toContain("m3 cannot be reached");
  });

  test("removes a dead manager before living ones (F21)", async () => {
    const all = setUp(5, 0);
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

  test("takes managers that all go out one after the other, and the last one ends the swarm (F22)", async () => {
    const all = setUp(3, 0);
    const states = all.machines.map((machine) => stateOf(all, machine, "manager"));
    await Promise.all(states.map((state) => node.delete?.(all.context, state.nodeId, state)));
    expect(all.machines.map(({ state }) => state)).toEqual(["inactive", "inactive", "inactive"]);
  });

  test("the last manager waits for workers that leave too", async () => {
    const all = setUp(1, 1);
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
    const all = setUp(1, 1);
    const [m1, w1] = all.machines as [Machine, Machine];
    const state = stateOf(all, w1, "worker");
    all.swarm.tasks = [{ ID: "t", ServiceID: "web", Slot: 1, NodeID: w1.nodeId, Status: { State: "running" } } as Task];
    all.context.clock.onSleep = () => void Object.assign(m1, { state: "inactive", nodeId: "", swarmId: "" });
    await node.delete?.(all.context, w1.nodeId, state);
    expect(w1.state).toBe("inactive");
  });

  test("a lost quorum stops nothing, and no survivor leaves", async () => {
    const all = setUp(3, 0);
    const [m1, m2, m3] = all.machines as [Machine, Machine, Machine];
    const state = stateOf(all, m1, "manager");
    all.world.kill(m2);
    all.world.kill(m3);
    await node.delete?.(all.context, m1.nodeId, state);
    expect(changes(all.world)).toEqual([]);
    expect(all.context.lines.join()).toContain("lost its quorum");
  });
});
