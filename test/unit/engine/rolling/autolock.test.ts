import { rememberKey } from "../../../../provisioners/swarm/access/unlock";
import type { Machine } from "../../fakes/shapes";
import { answer, failure, setUp, story } from "./engines";

test.each([true, false])(
  "a manager under autolock is unlocked after its restart (its key is known: %s)",
  async (known) => {
    const { world, swarm, machines, update } = setUp(`locking${known}`, 3, 0);
    swarm.unlockKey = "SWMKEY-1-x";
    if (known) rememberKey(swarm.id, swarm.unlockKey);
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
      Array(3).fill("nothing failed"),
    );
    expect(machines.map(({ state }) => state)).toEqual(Array(3).fill("active"));
    expect(story(world).filter((step) => step.endsWith("restart"))).toHaveLength(3);
    expect(swarm.nodes.map(({ Spec }) => Spec.Availability)).toEqual(Array(3).fill("active"));
  },
);
