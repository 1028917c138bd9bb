import { SwarmError } from "../../../provisioners/core/errors";
import { availabilityLabel } from "../../../provisioners/swarm/node/availability";
import type { Machine } from "../fakes/shapes";
import { answer, failure, setUp } from "./engines";

describe("the first failure", () => {
  test("stops the others before anything of theirs is touched, and names itself", async () => {
    const { world, machines, update, restarts } = setUp(3, 1);
    const [m1, m2, m3, w1] = machines as [Machine, Machine, Machine, Machine];
    m2.shell = (command) => {
      if (command === "systemctl restart docker")
        throw new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "Disk is full" });
      return answer(command);
    };
    const results = await Promise.all([m2, m3, m1, w1].map((machine) => failure(update(machine))));
    expect(results[0]).toMatch(/Docker does not start|Disk is full/);
    for (const text of results.slice(1)) {
      expect(text).toMatch(/Nothing was changed: the change of m2 failed before it was this host's turn/);
    }
    expect(restarts()).toEqual(["m2"]);
    expect(world.calls.filter((call) => /^(m1|m3|w1) upload \S+daemon.json$/.test(call))).toEqual([]);
  });

  test("leaves a node that works in service, and one that does not drained until the next run", async () => {
    const { swarm, machines, update } = setUp(3, 0);
    const [, m2] = machines as [Machine, Machine, Machine];
    m2.shell = (command) => {
      if (command === "systemctl restart docker")
        throw new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "Disk is full" });
      return answer(command);
    };
    expect(await failure(update(m2))).toContain("m2 itself runs and takes tasks as before");
    expect(swarm.nodes[1]?.Spec).toEqual(expect.objectContaining({ Availability: "active", Labels: {} }));

    const dead = setUp(3, 0);
    const victim = dead.machines[1] as Machine;
    const status = dead.swarm.nodes[1]?.Status as { State: string };
    victim.shell = (command) => {
      if (command !== "systemctl restart docker") return answer(command);
      status.State = "down";
      throw new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "Disk is full" });
    };
    expect(await failure(dead.update(victim))).toContain("m2 stays drained until the next successful run");
    expect(dead.swarm.nodes[1]?.Spec).toMatchObject({
      Availability: "drain",
      Labels: { [availabilityLabel]: "active" },
    });
  });

  test("is refused beforehand where the quorum is at stake", async () => {
    const { world, machines, update, restarts } = setUp(3, 0);
    world.kill(machines[2] as Machine);
    expect(await failure(update(machines[1] as Machine))).toMatch(/would lose its quorum/);
    expect(restarts()).toEqual([]);
  });
});
