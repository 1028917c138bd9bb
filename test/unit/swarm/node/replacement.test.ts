import { diffOf } from "../../../../provisioners/provider/diff";
import { UNKNOWN, unwrap } from "../../../../provisioners/provider/wire";
import { swarmInputs } from "../../../../provisioners/swarm/cluster/schema";
import { swarm } from "../../../../provisioners/swarm/cluster/swarm";
import { node } from "../../../../provisioners/swarm/node/node";
import { nodeInputs } from "../../../../provisioners/swarm/node/schema";
import { connection } from "../../fakes/context";
import type { FakeSwarm, Machine } from "../../fakes/shapes";
import { World } from "../../fakes/world";

/** Three managers in a swarm, and three machines that are to take their places. */
function setUp() {
  const world = new World();
  const machines = ["old-1", "old-2", "old-3", "new-1", "new-2", "new-3"].map((name) => world.add(name));
  const olds = machines.slice(0, 3);
  const news = machines.slice(3);
  const formed = world.form(olds, 3);
  const managersOf = (list: Machine[]) => list.map((machine) => world.manager(machine));
  const inputsOf = (machine: Machine, managers: Machine[], role: "manager" | "worker" = "manager") =>
    nodeInputs.parse({ ...world.manager(machine), role, swarmId: formed.id, managers: managersOf(managers) });
  const stateOf = (machine: Machine, managers: Machine[], role?: "manager" | "worker") => {
    const id = machine.nodeId;
    return { id, state: { ...inputsOf(machine, managers, role), nodeId: id, hostname: machine.name } };
  };
  const swarmState = async () => ({
    ...swarmInputs.parse({ managers: managersOf(olds) }),
    ...(await swarm.read?.(world.context, formed.id, { ...swarmInputs.parse({ managers: managersOf(olds) }) } as never))
      ?.outputs,
  });
  return { world, formed, olds, news, managersOf, inputsOf, stateOf, swarmState, context: world.context };
}

/** The number of managers after each change. */
function watchManagers(world: World, formed: FakeSwarm): number[] {
  const counts: number[] = [];
  world.onInspect = () => counts.push(formed.nodes.filter(({ ManagerStatus }) => ManagerStatus).length);
  return counts;
}

describe("every manager is replaced in one up (F23)", () => {
  test("the new ones join through the old ones, and only then the old ones leave", async () => {
    const { world, formed, olds, news, managersOf, inputsOf, stateOf, swarmState, context } = setUp();
    const before = olds.map((machine) => stateOf(machine, olds));
    const counts = watchManagers(world, formed);
    const state = await swarmState();
    swarm.note?.(context.session, state as never);
    const inputs = swarmInputs.parse({ managers: managersOf(news) });
    const outputs = await swarm.update?.(context, formed.id, state as never, inputs);
    expect(outputs?.formerManagers?.map(({ name }) => name)).toEqual(["old-1", "old-2", "old-3"]);

    await Promise.all(news.map((machine) => node.create(context, inputsOf(machine, news))));
    await Promise.all(before.map(({ id, state: left }) => node.delete?.(context, id, left as never)));

    expect(world.swarms).toEqual([formed]);
    expect(formed.nodes.map(({ Description }) => Description?.Hostname).sort()).toEqual(["new-1", "new-2", "new-3"]);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
    const refreshed = await swarm.read?.(context, formed.id, { ...inputs, ...outputs } as never);
    expect(refreshed?.outputs.formerManagers).toBeUndefined();
  });

  test("a run that was killed before the first new one joined goes on with what the state remembers", async () => {
    const { formed, olds, news, managersOf, inputsOf, context } = setUp();
    const left = { ...swarmInputs.parse({ managers: managersOf(news) }), formerManagers: managersOf(olds) };
    swarm.note?.(context.session, { ...left, swarmId: formed.id } as never);
    await node.create(context, inputsOf(news[0] as Machine, news));
    expect(formed.nodes).toHaveLength(4);
  });

  test("where workers and managers change places, the new managers come first", async () => {
    const { world, formed, olds, news, managersOf, inputsOf, stateOf, swarmState, context } = setUp();
    for (const machine of news) world.enter(formed, machine, "worker");
    const counts = watchManagers(world, formed);
    const state = await swarmState();
    swarm.note?.(context.session, state as never);
    await swarm.update?.(context, formed.id, state as never, swarmInputs.parse({ managers: managersOf(news) }));
    const change = (machine: Machine, role: "manager" | "worker") => {
      const { id, state: before } = stateOf(machine, olds, role === "manager" ? "worker" : "manager");
      return node.update?.(context, id, before as never, inputsOf(machine, news, role));
    };
    await Promise.all([...olds.map((machine) => change(machine, "worker")), ...news.map((m) => change(m, "manager"))]);
    expect(news.every((machine) => world.nodeOf(machine)?.ManagerStatus)).toBe(true);
    expect(olds.some((machine) => world.nodeOf(machine)?.ManagerStatus)).toBe(false);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
  });
});

describe("A replaced node", () => {
  const state = nodeInputs.parse({
    swarmId: "s1",
    managers: [{ name: "m1", address: "10.0.0.1", connection: connection("10.0.0.1") }],
    name: "m1",
    address: "10.0.0.1",
    connection: connection("10.0.0.1"),
    role: "manager",
  });
  const diff = (changed: object) => diffOf(node as never, state, unwrap({ ...state, ...changed }));

  test("stays until the new one has joined from another machine", () => {
    const elsewhere = { address: "10.0.0.9", connection: connection("10.0.0.9") };
    expect(diff(elsewhere)).toMatchObject({ replaces: ["address"], deleteBeforeReplace: false });
    const unknown = { address: UNKNOWN, connection: { ...connection("10.0.0.1"), host: UNKNOWN } };
    expect(diff(unknown)).toMatchObject({ replaces: ["address"], deleteBeforeReplace: false });
    expect(diff({ address: UNKNOWN, connection: UNKNOWN })).toMatchObject({ deleteBeforeReplace: false });
    // An address of the cloud's that leads to its machine's successor.
    const moved = { address: UNKNOWN, connection: { ...connection("10.0.0.1"), hostKey: UNKNOWN } };
    expect(diff(moved)).toMatchObject({ replaces: ["address"], deleteBeforeReplace: false });
  });

  test("goes first where the machine is the same", () => {
    expect(diff({ address: "10.0.0.9" })).toMatchObject({ replaces: ["address"], deleteBeforeReplace: true });
  });
});

describe("A host whose address and host key have changed", () => {
  /** What the state says of a machine, which then moves, and the inputs of its new place. */
  function moved(machine: Machine, { stateOf, managersOf, context }: ReturnType<typeof setUp>, managers: Machine[]) {
    const role = machine.nodeId === "node4" ? "worker" : "manager";
    const { id, state } = stateOf(machine, managers, role);
    node.note?.(context.session, state as never);
    machine.address = "10.0.0.50";
    const inputs = nodeInputs.parse({
      ...state,
      managers: managersOf(managers),
      address: machine.address,
      connection: { ...connection(machine.address), hostKey: "SHA256:new" },
    });
    return { id, state, inputs };
  }

  test.each(["worker", "manager"])(
    "is known as the same node by its ID: as a %s it leaves and joins anew",
    async (role) => {
      const all = setUp();
      const { world, formed, olds, news, context } = all;
      world.enter(formed, news[0] as Machine, "worker");
      const machine = (role === "worker" ? news[0] : olds[2]) as Machine;
      const { id, state, inputs } = moved(machine, all, olds);
      const before = machine.nodeId;
      const { outputs } = await node.create(context, inputs);
      expect(outputs.nodeId).not.toBe(before);
      expect(formed.nodes.map(({ ID }) => ID)).not.toContain(before);
      expect(world.nodeOf(machine)).toMatchObject({ Spec: { Role: role }, Status: { Addr: "10.0.0.50" } });
      const { length } = world.calls;
      await node.delete?.(context, id, state as never);
      expect(world.calls).toHaveLength(length);
      expect(context.lines.join("\n")).toMatch(/at another address: it leaves and joins anew/);
    },
  );

  test("is refused where the swarm would end with it", async () => {
    const world = new World();
    const machine = world.add("m1");
    const formed = world.form([machine], 1);
    const state = nodeInputs.parse({
      ...world.manager(machine),
      role: "manager",
      swarmId: formed.id,
      managers: [world.manager(machine)],
    });
    node.note?.(world.context.session, { ...state, nodeId: machine.nodeId, hostname: "m1" } as never);
    machine.address = "10.0.0.50";
    const inputs = nodeInputs.parse({ ...state, ...world.manager(machine), managers: [world.manager(machine)] });
    await expect(node.create(world.context, inputs)).rejects.toMatchObject({ code: "SWARM_OTHER_ADDRESS" });
    expect(machine.state).toBe("active");
  });
});

test("a member that is declared under another address is refused", async () => {
  const { world, olds, inputsOf, context } = setUp();
  const machine = olds[0] as Machine;
  const inputs = { ...inputsOf(machine, olds), address: "10.9.9.9" };
  const before = world.calls.length;
  await expect(node.create(context, inputs)).rejects.toMatchObject({ code: "SWARM_OTHER_ADDRESS" });
  expect(world.calls.slice(before).filter((call) => / (join|leave|update|remove)\b/.test(call))).toEqual([]);
});
