import type { Task } from "../../../provisioners/docker/shapes";
import { nothingYet } from "../../../provisioners/stack/apply";
import { stack } from "../../../provisioners/stack/stack";
import { service, setUp, task } from "./shop";

const Labels = { "com.docker.stack.namespace": "shop" };

/** The stack on a manager and a worker that has lost its power. */
function withDeadWorker() {
  const all = setUp();
  const { world, swarm } = all;
  const w1 = world.add("w1");
  world.enter(swarm, w1, "worker");
  world.kill(w1);
  swarm.services = [service()];
  swarm.tasks = [task(1, "running", { NodeID: "node1" }), task(2, "running", { NodeID: w1.nodeId })];
  swarm.networks = [{ Id: "n1", Name: "shop_default", Labels }];
  return all;
}

describe("a stack's removal", () => {
  test("does not wait for tasks on a node that is down, and names it; networks go too", async () => {
    const { world, swarm, inputs } = withDeadWorker();
    await stack.delete?.(world.context, "shop", { ...inputs(), ...nothingYet });
    expect(swarm.services).toEqual([]);
    expect(swarm.networks).toEqual([]);
    expect(world.context.lines).toEqual(["w1 is down: the stack's containers there end when it is back in the swarm"]);
  });

  test("does not wait for tasks on a node that is no more in the swarm", async () => {
    const { world, swarm, inputs } = withDeadWorker();
    swarm.nodes.pop();
    swarm.services = [];
    swarm.tasks.shift();
    await stack.delete?.(world.context, "shop", { ...inputs(), ...nothingYet });
    expect(swarm.networks).toEqual([]);
    expect(world.context.lines).toEqual([expect.stringContaining("is down")]);
  });

  describe("with a container beside services in its attachable network", () => {
    const attached = (id: number, NodeID: string): Task =>
      task(id, "running", { ServiceID: undefined, NodeID, Spec: { Networks: [{ Target: "n1" }] } });

    test("leaves the network where the container is on a node that is down, and names both", async () => {
      const { world, swarm, inputs } = withDeadWorker();
      swarm.tasks.push(attached(3, swarm.nodes[1]?.ID ?? ""));
      swarm.networks = [
        { Id: "n1", Name: "shop_back", Labels, used: true },
        { Id: "n2", Name: "shop_default", Labels },
      ];
      const begin = world.context.clock.now();
      await stack.delete?.(world.context, "shop", { ...inputs(), ...nothingYet });
      expect(swarm.networks.map(({ Name }) => Name)).toEqual(["shop_back"]);
      expect(world.context.lines).toEqual([
        "the network shop_back stays: containers on nodes that are down use it (w1)",
        expect.stringContaining("w1 is down"),
      ]);
      expect(world.context.clock.now() - begin).toBeLessThan(30_000);
    });

    test("waits where one on another node uses it too", async () => {
      const { world, swarm, inputs } = withDeadWorker();
      swarm.tasks.push(attached(3, swarm.nodes[1]?.ID ?? ""), attached(4, "node1"));
      swarm.networks = [{ Id: "n1", Name: "shop_back", Labels, used: true }];
      await expect(stack.delete?.(world.context, "shop", { ...inputs(), ...nothingYet })).rejects.toMatchObject({
        code: "DEADLINE",
      });
    });
  });

  test("waits for those on the other nodes", async () => {
    const { world, swarm, inputs } = withDeadWorker();
    swarm.services = [];
    await expect(stack.delete?.(world.context, "shop", { ...inputs(), ...nothingYet })).rejects.toMatchObject({
      code: "DEADLINE",
    });
    expect(swarm.networks).toHaveLength(1);
    world.context.clock.onSleep = () => {
      swarm.tasks = swarm.tasks.filter(({ NodeID }) => NodeID !== "node1");
    };
    await stack.delete?.(world.context, "shop", { ...inputs(), ...nothingYet });
    expect(swarm.networks).toEqual([]);
  });
});
