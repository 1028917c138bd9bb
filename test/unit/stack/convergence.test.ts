import { stack } from "../../../provisioners/stack/stack";
import { service, setUp, task } from "./shop";

describe("Stack", () => {
  test("that never runs fails at its deadline with the reason, and stays in the state (F27)", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    const Err = "no suitable node (scheduling constraints not satisfied on 1 node)";
    swarm.tasks = [task(1, "running"), task(2, "pending", { NodeID: undefined, Status: { State: "pending", Err } })];
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_NOT_CONVERGED",
      message: expect.stringMatching(/shop_web 1\/2: waiting for a node; no suitable node[\s\S]*constraints/),
    });
    expect(world.context.kept.at(-1)).toMatchObject({ id: "shop", outputs: { services: [{ running: 1 }] } });
  });

  test("that crashes in a loop fails early, with its last words (F27)", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service({}, { Replicated: { Replicas: 1 } })];
    const crash = () => {
      const Status = { State: "failed", Err: "task: non-zero exit (1)" };
      swarm.tasks = [task(1, "failed", { NodeID: "node1", Status }), task(1, "ready")];
    };
    crash();
    world.context.clock.onSleep = crash;
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_FAILED",
      message: expect.stringMatching(/crashes again and again[\s\S]*on m1: task: non-zero exit \(1\)\n\s+panic: no/),
    });
  });

  test("that no node can ever take fails before its deadline (F27)", async () => {
    const { world, swarm, inputs } = setUp();
    const db = service({}, { Replicated: { Replicas: 1 } });
    db.Spec.TaskTemplate.Placement = { Constraints: ["node.labels.disk == ssd"] };
    swarm.services = [db];
    const Err = "no suitable node (scheduling constraints not satisfied on 1 node)";
    swarm.tasks = [task(1, "pending", { NodeID: undefined, Status: { State: "pending", Err } })];
    const start = world.context.clock.now();
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_FAILED",
      message: expect.stringContaining("no node can take it; the constraint `node.labels.disk == ssd` excludes m1"),
    });
    expect(world.context.clock.now() - start).toBeLessThan(30_000);
  });

  test("that somebody else changes meanwhile is not called converged", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    world.context.clock.onSleep = () => {
      swarm.services = [service({}, { Replicated: { Replicas: 1 } })];
    };
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_CHANGED",
      message: expect.stringContaining("shop_web was changed"),
    });
  });

  test("with a global service that no node takes runs, but says so", async () => {
    const { world, swarm, inputs } = setUp();
    const agent = service({}, { Global: {} });
    agent.Spec.TaskTemplate.Placement = { Constraints: ["node.role == worker"] };
    swarm.services = [agent];
    await stack.create(world.context, inputs());
    expect(world.context.lines).toEqual(["shop_web runs on no node: the constraint `node.role == worker` excludes m1"]);
  });
});
