import { checkOptions } from "../../../../cli/maintenance/command";
import { candidatesOf, inOrder } from "../../../../cli/maintenance/order";
import { checkSafe, isPassedOver, type Needs, type PlanOptions, stepsOf } from "../../../../cli/maintenance/plan";
import { stepsText } from "../../../../cli/maintenance/render";
import { maintain, planSteps } from "../../../../cli/maintenance/run";
import type { NodeSpec } from "../../../../provisioners/docker/shapes";
import type { RebootNeed } from "../../../../provisioners/host/reboot";
import { drainedSpec } from "../../../../provisioners/swarm/node/availability";
import { connection } from "../../fakes/context";
import type { Machine } from "../../fakes/shapes";
import { answer, failure, setUp } from "../../rollout/engines";
import { look, node } from "../look/swarm";

const options = (more: Partial<PlanOptions> = {}): PlanOptions => ({ scope: "all", allowQuorumLoss: false, ...more });
const nodes = [
  node("m1", "manager", { leader: true }),
  ...["m2", "m3"].map((name) => node(name, "manager")),
  ...["w2", "w10"].map((name) => node(name, "worker")),
];
const { declared } = look(nodes);
const candidates = () => candidatesOf(declared.nodes, nodes);
const due = { isDue: true, packages: ["linux-image"] };
const fine = { isDue: false, packages: [] };

describe("the order", () => {
  test("is workers, managers, and the leader last", () => {
    expect(inOrder(candidates()).map((each) => each.declared.name)).toEqual(["w2", "w10", "m2", "m3", "m1"]);
  });

  test("begins with what an unfinished run left out of service", () => {
    const left = nodes.map((each) => (each.ID === "id-m3" ? { ...each, Spec: drainedSpec(each.Spec) } : each));
    expect(inOrder(candidatesOf(declared.nodes, left))[0]?.declared.name).toBe("m3");
  });
});

describe("the plan", () => {
  const needs: Needs = new Map<string, RebootNeed | { unreachable: string }>([
    ["m1", due],
    ["m2", fine],
    ["w2", { unreachable: "refused" }],
    ["w10", { isDue: undefined, packages: [] }],
  ]);
  const actions = (steps: ReturnType<typeof stepsOf>) => steps.map((step) => `${step.declared.name} ${step.action}`);

  test("reboots where one is due, and says why it passes over the others", () => {
    const steps = stepsOf(candidates(), needs, options({ scope: "due" }));
    expect(actions(steps)).toEqual(["w2 skip", "w10 skip", "m2 skip", "m3 skip", "m1 work"]);
    expect(steps.map(({ reason }) => reason)).toEqual([
      "it cannot be reached: refused",
      "nothing on it tells whether a reboot is due",
      "no reboot is due",
      "nothing on it tells whether a reboot is due",
      "a reboot is due: linux-image",
    ]);
    expect(steps.filter(isPassedOver)).toHaveLength(3);
    const text = stepsText(steps);
    expect(text).toMatch(/1 +m1 +manager, leader +out of service and back +a reboot is due: linux-image/);
    expect(text).toMatch(/m2 +manager +skipped +no reboot is due/);
  });

  test("puts a node back that an unfinished run left, even where it needs nothing more", () => {
    const left = nodes.map((each) => (each.ID === "id-m2" ? { ...each, Spec: drainedSpec(each.Spec) } : each));
    const all = candidatesOf(declared.nodes, left);
    expect(actions(stepsOf(all, needs, options({ scope: "due" })))[0]).toBe("m2 restore");
    expect(actions(stepsOf(all, new Map(), options({ scope: "left" })))).toEqual([
      "m2 restore",
      ...["w2 skip", "w10 skip", "m3 skip", "m1 skip"],
    ]);
    expect(actions(stepsOf(all, new Map(), options()))[0]).toBe("m2 work");
  });

  test("passes over nodes that are down or gone", () => {
    const now = [node("m1", "manager", { leader: true }), node("w2", "worker", { up: false })];
    const steps = stepsOf(candidatesOf(look([...now, node("w3", "worker")]).declared.nodes, now), new Map(), options());
    expect(steps.map(({ reason }) => reason)).toEqual(["it is down", "the swarm has no such node", ""]);
  });
});

describe("what is refused", () => {
  const check = (all: typeof nodes, chosen: string[], more: Partial<PlanOptions> = {}) => {
    const own = look(all).declared.nodes.filter(({ name }) => chosen.includes(name));
    return () => checkSafe(stepsOf(candidatesOf(own, all), new Map(), options(more)), all, options(more));
  };
  const leader = node("m1", "manager", { leader: true });
  const m2 = node("m2", "manager");

  test("is a manager where another one is out, with its name", () => {
    const all = [leader, m2, node("m3", "manager", { up: false }), node("w1", "worker")];
    expect(check(all, ["m2"])).toThrow(/m2 out of service[\s\S]*2 of 3 managers are reachable; not reachable: m3/);
    expect(check(all, ["w1"])).not.toThrow();
  });

  test("is a manager of one or two, unless the loss of the quorum is accepted", () => {
    expect(check([leader], ["m1"])).toThrow(/--allow-quorum-loss/);
    expect(check([leader, m2], ["m2"])).toThrow(/2 of 2 managers are reachable/);
    expect(check([leader, m2], ["m2"], { allowQuorumLoss: true })).not.toThrow();
  });

  test("is a second node beside one that is out", () => {
    const out = node("w1", "worker");
    const all = [...nodes, { ...out, Spec: drainedSpec(out.Spec) }];
    expect(check(all, ["w2"])).toThrow(/w1 is out of service already[\s\S]*maintenance w1 --restore/);
    expect(check(all, ["w2", "w1"])).not.toThrow();
    // One that cannot be put back, for it is out of reach, counts as well.
    const own = look(all).declared.nodes.filter(({ name }) => ["w1", "w2"].includes(name));
    const asked: Needs = new Map<string, RebootNeed | { unreachable: string }>([
      ["w1", { unreachable: "refused" }],
      ["w2", due],
    ]);
    const steps = stepsOf(candidatesOf(own, all), asked, options({ scope: "due" }));
    expect(() => checkSafe(steps, all, options({ scope: "due" }))).toThrow(/w1 is out of service already/);
  });

  test("are options that do not fit together", () => {
    const refused = (names: string[], more: object) => () => checkOptions(names, more);
    expect(refused([], { reboot: true })).toThrow(/Name nodes, or give --all/);
    expect(refused(["w1"], { all: true, reboot: true })).toThrow(/Name nodes/);
    expect(refused(["w1"], {})).toThrow(/what is to be done/);
    expect(refused(["w1"], { command: "true", ifNeeded: true })).toThrow(/--if-needed is about --reboot/);
    expect(refused(["w1"], { restore: true, reboot: true })).toThrow(/--restore only puts back/);
    expect(refused([], { all: true, reboot: true, ifNeeded: true })).not.toThrow();
  });
});

/** Three managers and a worker that can be rebooted. */
function cluster() {
  const { world, swarm, machines } = setUp(3, 1);
  const boots = new Map<string, number>();
  for (const machine of machines) {
    machine.shell = (command) => {
      if (command.includes("boot_id")) return `boot-${boots.get(machine.name) ?? 0}`;
      if (command === "systemctl --no-block reboot") boots.set(machine.name, (boots.get(machine.name) ?? 0) + 1);
      return answer(command);
    };
  }
  const own = machines.map((machine, index) => ({
    ...{ name: machine.name, role: index < 3 ? ("manager" as const) : ("worker" as const) },
    ...{ availability: "active" as const, address: machine.address, connection: connection(machine.address) },
    nodeId: machine.nodeId,
  }));
  const managers = machines.slice(0, 3).map((machine) => world.manager(machine));
  const maintenance = (names: string[], work: object = { reboot: true }, more: Partial<PlanOptions> = {}) => ({
    access: { context: world.context, managers, swarmId: swarm.id },
    nodes: own.filter(({ name }) => names.includes(name)),
    options: options(more),
    work: { reboot: false, timeoutSeconds: 60, ...work },
  });
  const run = async (what: ReturnType<typeof maintenance>) => maintain(what, await planSteps(what));
  const specs = () => swarm.nodes.map(({ Spec }) => `${Spec.Availability} ${JSON.stringify(Spec.Labels)}`);
  /** Who was taken out, rebooted or put back, in order. */
  const story = () =>
    world.calls.flatMap((call) => {
      const [, name] = /^(\S+) \$ systemctl --no-block reboot$/.exec(call) ?? [];
      const [, id, availability] = /update (node\d+) \w+ (\w+)$/.exec(call) ?? [];
      const machine = machines.find(({ nodeId }) => nodeId === id);
      return name ? [`${name} reboots`] : machine ? [`${machine.name} ${availability}`] : [];
    });
  return { world, swarm, machines, maintenance, run, story, specs };
}

describe("a rolling reboot", () => {
  test("takes each node out, reboots it and puts it back before the next, the leader last", async () => {
    const { maintenance, run, story, specs, world } = cluster();
    await run(maintenance(["m1", "m2", "m3", "w1"]));
    const turn = (name: string) => [`${name} drain`, `${name} reboots`, `${name} active`];
    expect(story()).toEqual([...turn("w1"), ...turn("m2"), ...turn("m3"), ...turn("m1")]);
    expect(specs()).toEqual(Array(4).fill("active {}"));
    expect(world.context.lines).toContain("1 of 4: w1");
    expect(world.context.lines).toContain("m1 is back in service");
  });

  test("ends with the first failure, and does not touch the nodes that follow", async () => {
    const { maintenance, run, story, machines } = cluster();
    const [, m2] = machines as [Machine, Machine];
    m2.exit = (command) => (command === "false" ? 1 : 0);
    const { shell } = m2;
    m2.shell = (command, more) => {
      if (command === "false") throw new Error("the command ended with 1");
      return shell(command, more);
    };
    expect(await failure(run(maintenance(["m2", "m3", "w1"], { command: "false" })))).toMatch(/ended with 1/);
    expect(story()).toEqual(["w1 drain", "w1 active", "m2 drain", "m2 active"]);
  });

  test("that was ended is finished by the same command, which puts the node back as it was", async () => {
    const { maintenance, run, story, swarm } = cluster();
    const spec = swarm.nodes[3]?.Spec as NodeSpec;
    Object.assign(spec, drainedSpec({ ...spec, Availability: "pause" }));
    await run(maintenance(["m2", "w1"]));
    expect(story().slice(0, 3)).toEqual(["w1 reboots", "w1 pause", "m2 drain"]);
  });

  test("is undone by --restore alone, without a reboot", async () => {
    const { maintenance, run, story, swarm, specs } = cluster();
    const spec = swarm.nodes[1]?.Spec as NodeSpec;
    Object.assign(spec, drainedSpec(spec));
    await run(maintenance(["m1", "m2"], {}, { scope: "left" }));
    expect(story()).toEqual(["m2 active"]);
    expect(specs()).toEqual(Array(4).fill("active {}"));
  });
});
