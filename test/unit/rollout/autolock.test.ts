import { ManagerRegistry } from "../../../provisioners/swarm/access/manager-registry";
import { UnlockKeys } from "../../../provisioners/swarm/unlock/unlock-keys";
import type { Machine } from "../fakes/shapes";
import { answer, failure, setUp, story } from "./engines";

test.each([
  [3, true],
  [3, false],
  [2, false],
])(
  "each of %i managers under autolock is unlocked after its restart (their key is known: %s)",
  async (count, known) => {
    const { world, swarm, machines, update } = setUp(count, 0);
    swarm.unlockKey = "SWMKEY-1-x";
    if (known) world.context.session.get(UnlockKeys).learn(swarm.id, swarm.unlockKey);
    for (const machine of machines) {
      machine.shell = (command) => {
        if (command === "systemctl restart docker") lock(machine);
        return answer(command);
      };
    }
    const lock = (machine: Machine) => {
      machine.state = "locked";
      const status = world.nodeOf(machine)?.ManagerStatus;
      if (status) status.Reachability = "unreachable";
    };
    expect(await Promise.all(machines.map((machine) => failure(update(machine))))).toEqual(
      Array(count).fill("nothing failed"),
    );
    expect(machines.map(({ state }) => state)).toEqual(Array(count).fill("active"));
    expect(story(world).filter((step) => step.endsWith("restart"))).toHaveLength(count);
    expect(swarm.nodes.map(({ Spec }) => Spec.Availability)).toEqual(Array(count).fill("active"));
  },
);

test("a manager that came back locked is unlocked before its engine changes, so that it is drained", async () => {
  const { world, swarm, machines, update } = setUp(3, 0);
  const [, m2] = machines as [Machine, Machine];
  swarm.unlockKey = "SWMKEY-1-x";
  const { session } = world.context;
  session.get(UnlockKeys).learn(swarm.id, swarm.unlockKey);
  session.get(ManagerRegistry).add(
    swarm.id,
    machines.map((machine) => world.manager(machine)),
  );
  m2.state = "locked";
  Object.assign(world.nodeOf(m2)?.ManagerStatus ?? {}, { Reachability: "unreachable" });
  expect(await failure(update(m2))).toBe("nothing failed");
  expect(story(world)).toEqual(["node2 drain", "m2 restart", "node2 active"]);
});
