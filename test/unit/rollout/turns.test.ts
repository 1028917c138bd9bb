import { engine } from "../../../provisioners/engine/engine";
import { engineInputs } from "../../../provisioners/engine/schema";
import { rolling } from "../../../provisioners/rollout/rollout";
import { connection, fakeContext } from "../fakes/context";
import type { Machine } from "../fakes/shapes";
import { answer, failure, setUp, story } from "./engines";

describe("engines of a swarm are restarted", () => {
  test("one after the other: drained, restarted, put back; managers first, their leader last", async () => {
    const { world, machines, update } = setUp(3, 2);
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
    const { world, machines, update } = setUp(1, 4);
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
    expect(seen[0]).toBe("m1");
  });

  test("and keep the availability that they had", async () => {
    const { swarm, machines, update } = setUp(1, 3);
    const [, w1, w2] = swarm.nodes;
    if (w1) w1.Spec.Availability = "pause";
    if (w2) w2.Spec.Availability = "drain";
    await Promise.all(machines.map((machine) => update(machine)));
    expect(swarm.nodes.map(({ Spec }) => Spec.Availability)).toEqual(["active", "pause", "drain", "active"]);
  });

  test("a single node is not drained, with a warning", async () => {
    const { world, machines } = setUp(1, 0);
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

test("nobody waits for a turn without end, and who is in the way is named", async () => {
  const { world, machines } = setUp(1, 0);
  const drainVia = machines.map((machine) => world.manager(machine));
  const request = { role: "worker" as const, leads: async () => false, maxUnavailable: 1 };
  const begin = (name: string, work: () => Promise<void>) =>
    rolling(fakeContext(world.context.ssh.use, world.context.session), { name, drainVia }, async (turn) => {
      await turn.take(request);
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
