import type { SwarmNode } from "../../../../provisioners/docker/shapes";
import { chooseManager } from "../../../../provisioners/swarm/backup/choose";
import { connection } from "../../fakes/context";

interface Given {
  name: string;
  leader?: boolean;
  away?: boolean;
  tasks?: number;
}

function swarmOf(...given: Given[]) {
  const managers = given.map(({ name }, index) => {
    const address = `10.0.0.${index + 1}`;
    return { name, address, connection: connection(address) };
  });
  const nodes = given.map(({ name, leader, away }, index): SwarmNode => {
    return {
      ID: `id-${name}`,
      Version: { Index: 1 },
      Spec: { Role: "manager", Availability: "active" },
      Description: { Hostname: name },
      Status: { State: away ? "down" : "ready" },
      ManagerStatus: {
        Leader: leader,
        Reachability: away ? "unreachable" : "reachable",
        Addr: `10.0.0.${index + 1}:2377`,
      },
    };
  });
  const tasks = given.flatMap(({ name, tasks = 0 }) =>
    Array.from({ length: tasks }, () => ({ NodeID: `id-${name}`, DesiredState: "running" })),
  );
  return { managers, nodes, tasks };
}

describe("the manager whose Docker is stopped for a backup", () => {
  test("does not lead, and has the fewest tasks", () => {
    const swarm = swarmOf({ name: "m1", leader: true }, { name: "m2", tasks: 3 }, { name: "m3", tasks: 1 });
    expect(chooseManager(swarm)).toEqual(expect.objectContaining({ manager: swarm.managers[2], tasks: 1 }));
  });

  test("is the one that is named, also where it leads: then it says so", () => {
    const swarm = swarmOf({ name: "m1", leader: true }, { name: "m2" }, { name: "m3" });
    expect(chooseManager(swarm, "m2").interrupts).toBeUndefined();
    expect(chooseManager(swarm, "m1").interrupts).toMatch(/leads the swarm/);
    expect(() => chooseManager(swarm, "m9")).toThrow("m9 is no reachable manager");
  });

  test("is the only one there is, with what that means", () => {
    expect(chooseManager(swarmOf({ name: "m1", leader: true })).interrupts).toMatch(/the only manager.*no quorum/);
  });

  test("is one of two, with what that means", () => {
    const { manager, interrupts } = chooseManager(swarmOf({ name: "m1", leader: true }, { name: "m2" }));
    expect(manager.name).toBe("m2");
    expect(interrupts).toMatch(/with 2 managers, 2 of which are needed/);
  });

  test("is none where one of three is away: the quorum would be lost", () => {
    const swarm = swarmOf({ name: "m1", leader: true }, { name: "m2", away: true }, { name: "m3" });
    expect(() => chooseManager(swarm)).toThrow(/2 of 3 managers are reachable, 2 are needed; not reachable: m2/);
  });

  test("is a living one where one of five is away", () => {
    const swarm = swarmOf(
      { name: "m1", away: true },
      { name: "m2", leader: true },
      { name: "m3" },
      { name: "m4" },
      { name: "m5" },
    );
    expect(chooseManager(swarm).manager.name).toBe("m3");
  });
});
