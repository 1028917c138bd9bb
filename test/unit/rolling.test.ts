import { engine } from "../../provisioners/engine/engine";
import { wholeOn } from "../../provisioners/engine/make-room";
import { rolling } from "../../provisioners/engine/rolling";
import { engineInputs } from "../../provisioners/engine/schema";
import type { NodeSpec, Service, SwarmNode, Task } from "../../provisioners/engine/types";
import { messageOf, SwarmError } from "../../provisioners/errors";
import { availabilityLabel, putBack, takenOut } from "../../provisioners/swarm/availability";
import { node } from "../../provisioners/swarm/node";
import { nodeInputs } from "../../provisioners/swarm/schema";
import { connection, fakeContext } from "./fakes/context";
import type { Machine } from "./fakes/shapes";
import { World } from "./fakes/world";

const FACTS = `
@@@ os
PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
VERSION_CODENAME=trixie
ID=debian

@@@ init
systemd

@@@ docker
Docker version 29.0.1, build a72d7cd

@@@ packages
docker.io|ii |29.0.1-1

@@@ daemonJson
`;

/** Managers and workers in a swarm, whose engines can be updated; the first manager leads. */
function setUp(prefix: string, managers: number, workers: number) {
  const world = new World(prefix);
  const name = (letter: string, count: number) => [...Array(count).keys()].map((n) => `${letter}${n + 1}`);
  const machines = [...name("m", managers), ...name("w", workers)].map((each) => world.add(`${prefix}-${each}`));
  const swarm = world.form(machines, managers);
  const drainVia = machines.slice(0, managers).map((machine) => world.manager(machine));
  for (const machine of machines) machine.shell = (command) => answer(command);
  const inputs = (machine: Machine, more: object = {}) =>
    engineInputs.parse({
      name: machine.name,
      connection: connection(machine.address),
      source: "distribution",
      daemon: { mtu: 1400 },
      drainVia,
      ...more,
    });
  const update = (machine: Machine, more: object = {}) => {
    const wanted = inputs(machine, more);
    const state = { ...wanted, daemon: {}, installedVersion: "29.0.1", os: "x", arch: "y", dockerWasThere: true };
    // Each with a clock of its own: time passes for the one that waits.
    const context = fakeContext(world.context.ssh.use);
    return engine.update?.(context, machine.name, state, wanted) as Promise<unknown>;
  };
  const restarts = () =>
    world.calls.flatMap((call) => call.match(/^\S+-(\S+) \$ systemctl restart docker$/)?.[1] ?? []);
  return { world, swarm, machines, update, restarts };
}

function answer(command: string): string {
  if (command.includes("fact os")) return FACTS;
  return command.includes("is-active") ? "active" : "";
}

/** Calls that take nodes out, restart them and put them back: `m1 restart`, `node1 drain`. */
const story = (world: World) =>
  world.calls.flatMap((call) => {
    const [, name, id, availability] =
      call.match(/^\S+-(\S+) \$ systemctl restart docker$/) ?? call.match(/update ()(node\d+) \w+ (\w+)$/) ?? [];
    return name ? [`${name} restart`] : id ? [`${id} ${availability}`] : [];
  });

const failure = async (work: Promise<unknown>) =>
  messageOf(
    await work.then(
      () => "nothing failed",
      (error) => error,
    ),
  );

describe("engines of a swarm are restarted", () => {
  test("one after the other: drained, restarted, put back; managers first, their leader last", async () => {
    const { world, machines, update } = setUp("order", 3, 2);
    await Promise.all(machines.map((machine) => update(machine)));
    expect(story(world)).toEqual(
      ["m2 2", "m3 3", "m1 1", "w1 4", "w2 5"].flatMap((each) => {
        const [name, id] = each.split(" ");
        return [`node${id} drain`, `${name} restart`, `node${id} active`];
      }),
    );
    expect(world.swarms[0]?.nodes.map(({ Spec }) => Spec.Labels)).toEqual([{}, {}, {}, {}, {}]);
  });

  test("workers as many at a time as may be unavailable, never together with a manager", async () => {
    const { world, machines, update } = setUp("width", 1, 4);
    const out = new Set<string>();
    const seen: string[] = [];
    for (const machine of machines) {
      machine.shell = (command) => {
        if (command === "systemctl restart docker") {
          out.add(machine.name);
          seen.push([...out].join(" "));
        }
        return answer(command);
      };
    }
    const drained = () => world.swarms[0]?.nodes.filter(({ Spec }) => Spec.Availability === "drain").length ?? 0;
    let most = 0;
    world.onInspect = () => {
      most = Math.max(most, drained());
    };
    await Promise.all(machines.map((machine) => update(machine, { maxUnavailable: 2 })));
    expect(most).toBe(2);
    expect(seen[0]).toBe("width-m1");
  });

  test("and keep the availability that they had", async () => {
    const { swarm, machines, update } = setUp("kept", 1, 3);
    const [, w1, w2] = swarm.nodes;
    if (w1) w1.Spec.Availability = "pause";
    if (w2) w2.Spec.Availability = "drain";
    await Promise.all(machines.map((machine) => update(machine)));
    expect(swarm.nodes.map(({ Spec }) => Spec.Availability)).toEqual(["active", "pause", "drain", "active"]);
  });

  test("a single node is not drained, and it is said", async () => {
    const { world, machines } = setUp("single", 1, 0);
    const [m1] = machines as [Machine];
    const state = engineInputs.parse({
      name: m1.name,
      connection: connection(m1.address),
      drainVia: [world.manager(m1)],
    });
    await engine.update?.(
      world.context,
      m1.name,
      { ...state, installedVersion: "29.0.1", os: "x", arch: "y", dockerWasThere: true },
      { ...state, daemon: { mtu: 1400 } },
    );
    expect(story(world)).toEqual(["m1 restart"]);
    expect(world.context.lines.join("\n")).toMatch(/no other node takes its tasks/);
  });
});

describe("the first failure", () => {
  test("stops the others before anything of theirs is touched, and names itself", async () => {
    const { world, machines, update, restarts } = setUp("failure", 3, 1);
    const [m1, m2, m3, w1] = machines as [Machine, Machine, Machine, Machine];
    m2.shell = (command) => {
      if (command === "systemctl restart docker") throw new SwarmError({ code: "X", summary: "Disk is full" });
      return answer(command);
    };
    const results = await Promise.all([m2, m3, m1, w1].map((machine) => failure(update(machine))));
    expect(results[0]).toMatch(/Docker does not start|Disk is full/);
    for (const text of results.slice(1)) {
      expect(text).toMatch(/Nothing was changed: the change of failure-m2 failed before it was this host's turn/);
    }
    expect(restarts()).toEqual(["m2"]);
    expect(world.calls.filter((call) => /^failure-(m1|m3|w1) upload \S+daemon.json$/.test(call))).toEqual([]);
  });

  test("leaves a node that works in service, and one that does not drained until the next run", async () => {
    const { swarm, machines, update } = setUp("afterwards", 3, 0);
    const [, m2] = machines as [Machine, Machine, Machine];
    m2.shell = (command) => {
      if (command === "systemctl restart docker") throw new SwarmError({ code: "X", summary: "Disk is full" });
      return answer(command);
    };
    expect(await failure(update(m2))).toContain("afterwards-m2 itself runs and takes tasks as before");
    expect(swarm.nodes[1]?.Spec).toEqual(expect.objectContaining({ Availability: "active", Labels: {} }));

    const dead = setUp("dead", 3, 0);
    const victim = dead.machines[1] as Machine;
    const status = dead.swarm.nodes[1]?.Status as { State: string };
    victim.shell = (command) => {
      if (command !== "systemctl restart docker") return answer(command);
      status.State = "down";
      throw new SwarmError({ code: "X", summary: "Disk is full" });
    };
    expect(await failure(dead.update(victim))).toContain("dead-m2 stays drained until the next successful run");
    expect(dead.swarm.nodes[1]?.Spec).toMatchObject({
      Availability: "drain",
      Labels: { [availabilityLabel]: "active" },
    });
  });

  test("is refused beforehand where the quorum is at stake", async () => {
    const { world, machines, update, restarts } = setUp("quorum", 3, 0);
    world.kill(machines[2] as Machine);
    expect(await failure(update(machines[1] as Machine))).toMatch(/would lose its quorum/);
    expect(restarts()).toEqual([]);
  });
});

describe("what a killed run has left", () => {
  test("a drained node gets its availability back by the next change of its engine, restarted already or not", async () => {
    const { swarm, machines, update, restarts } = setUp("killed", 3, 0);
    const spec = swarm.nodes[1]?.Spec as NodeSpec;
    Object.assign(spec, takenOut({ ...spec, Availability: "pause" }));
    await update(machines[1] as Machine, { daemon: {} });
    expect(restarts()).toEqual([]);
    expect(swarm.nodes[1]?.Spec).toEqual(expect.objectContaining({ Availability: "pause", Labels: {} }));
  });

  test("or what Node declares", async () => {
    const { world, swarm, machines } = setUp("declared", 1, 1);
    const [m1, w1] = machines as [Machine, Machine];
    const spec = swarm.nodes[1]?.Spec as NodeSpec;
    Object.assign(spec, takenOut({ ...spec, Availability: "pause" }));
    const inputs = nodeInputs.parse({
      swarmId: swarm.id,
      managers: [world.manager(m1)],
      name: w1.name,
      address: w1.address,
      connection: connection(w1.address),
      role: "worker",
    });
    await node.update?.(world.context, "node2", { ...inputs, nodeId: "node2", hostname: w1.name }, inputs);
    expect(swarm.nodes[1]?.Spec).toEqual(expect.objectContaining({ Availability: "active", Labels: {} }));
  });

  test("taken out twice, a node keeps what it was at first", () => {
    const spec: NodeSpec = { Role: "worker", Availability: "pause", Labels: { disk: "ssd" } };
    expect(putBack(takenOut(takenOut(spec)))).toEqual(spec);
    expect(putBack(spec)).toBe(spec);
  });
});

test("nobody waits for a turn without end, and who is in the way is named", async () => {
  const { world, machines } = setUp("endless", 1, 0);
  const drainVia = machines.map((machine) => world.manager(machine));
  const candidate = { role: "worker" as const, leads: async () => false, maxUnavailable: 1 };
  const begin = (name: string, work: () => Promise<void>) =>
    rolling(fakeContext(world.context.ssh.use), { name, drainVia }, async (turn) => {
      await turn.take(candidate);
      await work();
    });
  let end = () => {};
  const first = begin(
    "slow",
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  expect(await failure(begin("next", async () => {}))).toMatch(/Nothing was changed: gave up waiting for slow after/);
  end();
  await first;
});

test("the next node waits until the services that ran before run again", async () => {
  const { world, swarm, machines, update } = setUp("services", 3, 0);
  const service = (id: string) => ({
    ID: id,
    Version: { Index: 1 },
    Spec: { Name: id, TaskTemplate: {}, Mode: { Replicated: { Replicas: 1 } } },
  });
  const task = (id: string, state: string) => ({
    ID: `task of ${id}`,
    ServiceID: id,
    Slot: 1,
    NodeID: "node1",
    CreatedAt: "2026-01-01T00:00:00Z",
    UpdatedAt: "2026-01-01T00:00:00Z",
    DesiredState: "running",
    Status: { State: state },
  });
  swarm.services.push(...(["good", "broken"].map(service) as unknown as Service[]));
  const good = task("good", "running");
  swarm.tasks.push(...([good, task("broken", "pending")] as unknown as Task[]));
  for (const machine of machines.slice(1)) {
    machine.shell = (command) => {
      if (command === "systemctl restart docker") good.Status.State = "starting";
      return answer(command);
    };
  }
  const [, m2] = machines as [Machine, Machine];
  const text = await failure(update(m2));
  // The broken one was so before: nobody waits for it.
  expect(text).toMatch(/services to run completely again.*\nCause: good 0\/1 starting\nFix/);
  expect(text).not.toContain("broken");
  expect(world.swarms[0]?.nodes[1]?.Spec.Availability).toBe("active");
});

describe("a service would stand without tasks", () => {
  const nodes = ["n1", "n2"].map((ID) => ({
    ID,
    Version: { Index: 1 },
    Spec: { Role: "worker", Availability: "active" },
    Status: { State: "ready" },
  })) as SwarmNode[];
  const service = (id: string, constraints: string[] = []) =>
    ({
      ID: id,
      Version: { Index: 1 },
      Spec: {
        Name: id,
        TaskTemplate: { Placement: { Constraints: constraints } },
        Mode: { Replicated: { Replicas: 2 } },
      },
    }) as Service;
  const tasks = (...places: [service: string, node: string][]) =>
    places.map(([ServiceID, NodeID]) => ({ ServiceID, NodeID, Status: { State: "running" } })) as Task[];
  const whole = (services: Service[], all: Task[]) => wholeOn("n1", services, all, nodes).map(({ ID }) => ID);

  test("where all of them are on the node and another one takes it", () => {
    const placed = tasks(["a", "n1"], ["a", "n1"], ["b", "n1"], ["b", "n2"], ["c", "n1"]);
    expect(
      whole(
        ["a", "b", "c"].map((id) => service(id)),
        placed,
      ),
    ).toEqual(["a"]);
    expect(whole([service("a", ["node.id == n1"])], placed)).toEqual([]);
  });
});
