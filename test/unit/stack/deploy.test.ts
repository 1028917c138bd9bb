import { shellVariables } from "../../../provisioners/stack/deploy";
import { stack } from "../../../provisioners/stack/stack";
import type { Machine } from "../fakes/shapes";
import { refuse, service, setUp, task, uploaded } from "./shop";

test("variables are quoted for the shell", () => {
  expect(shellVariables({ A: "it's $HOME `x`", B: "two\nlines" })).toBe("A='it'\\''s $HOME `x`'\nB='two\nlines'\n");
});

describe("Stack", () => {
  test("is deployed, watched and has its outputs; values stay out of commands, temporary files go", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service({ Endpoint: { Ports: [{ PublishedPort: 8080 }] } })];
    swarm.tasks = [task(1, "running"), task(2, "preparing")];
    world.context.clock.onSleep = () => {
      swarm.tasks = [task(1, "running"), task(2, "running")];
    };
    const { id, outputs } = await stack.create(world.context, inputs());
    expect(id).toBe("shop");
    expect(outputs).toEqual({
      services: [{ name: "shop_web", image: "nginx:1", mode: "replicated", running: 2, desired: 2 }],
      publishedPorts: [8080],
      marks: { shop_web: expect.any(String) },
      returned: {},
      forced: 0,
      copied: {},
    });
    expect(world.context.statuses).toContain("web 1/2 · pulling");
    expect(world.calls.join("\n")).not.toContain("hunter2");
    expect(world.calls.at(-1)).toMatch(/^m1 \$ rm -rf \/run\/pulumi-swarm-stack\.\w+$/);
  });

  test("of several files is merged by Docker, which gets them all; its words name the user's files", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const overrides = [{ name: "production.yaml", text: "services: { web: { tty: true } }" }];
    await stack.create(world.context, { ...inputs(), overrides });
    const command = world.calls.find((call) => call.includes("stack deploy --compose-file"));
    expect(command).toContain("--compose-file stack-0.yaml --compose-file stack-1.yaml");
    expect(uploaded(world, "/files/stack-1.yaml")).toBe(overrides[0]?.text);
    const cause = "failed to merge file stack-1.yaml";
    const { host } = world.machines[0] as Machine;
    host.run = refuse(host.run, cause);
    await expect(stack.create(world.context, { ...inputs(), overrides })).rejects.toMatchObject({
      code: "STACK_DEPLOY_FAILED",
      message: expect.stringMatching(
        /failed to merge file production\.yaml[\s\S]*Correct stack\.yaml or production\.yaml/,
      ),
    });
  });
});
