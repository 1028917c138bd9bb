import type { Service, SwarmNode, Task } from "../../../provisioners/docker/shapes";
import { wholeOn } from "../../../provisioners/rollout/pre-drain";
import type { Machine } from "../fakes/shapes";
import { answer, failure, setUp } from "./engines";

test("the next node waits until the services that ran before run again", async () => {
  const { world, swarm, machines, update } = setUp(3, 0);
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

test("a published service that only this node may run does not hold it up: its port is asked for once it is back", async () => {
  const { world, swarm, machines, update } = setUp(3, 1);
  const w1 = machines[3] as Machine;
  const own = world.nodeOf(w1) as SwarmNode;
  const Placement = { Constraints: ["node.hostname == w1"] };
  swarm.services = [
    {
      ID: "db",
      Version: { Index: 1 },
      Spec: { Name: "db", TaskTemplate: { Placement }, Mode: { Replicated: { Replicas: 1 } } },
      Endpoint: { Ports: [{ PublishedPort: 5432, Protocol: "tcp", PublishMode: "ingress" }] },
    } as Service,
  ];
  const isOut = () => own.Spec.Availability === "drain";
  // Docker ends the task of a drained node, and starts it there again.
  const task = () => ({
    ...{ ID: `t${isOut()}`, ServiceID: "db", Slot: 1, NodeID: isOut() ? undefined : own.ID, DesiredState: "running" },
    ...{ Status: { State: isOut() ? "pending" : "running" }, CreatedAt: "2026-01-01", UpdatedAt: "2026-01-01" },
  });
  Object.defineProperty(swarm, "tasks", { get: () => [task()] });
  for (const machine of machines) {
    // The routing mesh answers only while there is a task.
    machine.shell = (command) => (command.includes("/dev/tcp/") ? (isOut() ? "" : "5432\n") : answer(command));
  }
  expect(await failure(update(w1))).toBe("nothing failed");
  expect(own.Spec.Availability).toBe("active");
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
