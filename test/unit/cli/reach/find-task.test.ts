import { findTask } from "../../../../cli/reach/find-task";
import { contextOf, declaredNode } from "../nodes";

/** A node with the containers of these tasks of one service. */
const running =
  (...tasks: string[]) =>
  () => {
    const listContainers = async () =>
      tasks.map((task) => ({
        Id: `container of ${task}`,
        Names: [`/${task}.t`],
        Labels: {
          "com.docker.swarm.service.name": "shop_web",
          "com.docker.swarm.task.name": `${task}.t`,
          "com.docker.swarm.task.id": "t",
        },
      }));
    return { docker: () => ({ listContainers }) as never };
  };

describe("the task that is meant, where no manager can be used", () => {
  const nodes = ["w1", "w2", "dead"].map((name) => declaredNode(name));
  const manager = { name: "m1", address: "10.0.0.9", connection: { ...declaredNode("m1").connection } };
  const declared = { name: "cluster", swarmId: "s1", managers: [manager], nodes, stacks: [] };
  const { context, logged } = contextOf({ w1: running("shop_web.10", "shop_web.2"), w2: running("shop_web.1") });
  const found = async (name: string, node?: string) => {
    const { container, node: at } = await findTask(context, declared, name, node);
    return `${container} on ${at.name}`;
  };

  test("is found on the nodes themselves: the first, the one that is named, or one of a node", async () => {
    expect(await found("shop_web")).toBe("container of shop_web.1 on w2");
    expect(await found("shop_web.10")).toBe("container of shop_web.10 on w1");
    expect(await found("shop_web", "w1")).toBe("container of shop_web.2 on w1");
    expect(logged).toContain("dead: connection refused");
  });

  test("that runs nowhere is told", async () => {
    await expect(found("shop_db")).rejects.toMatchObject({ code: "NO_TASK" });
  });
});
