import { stack } from "../../../provisioners/stack/stack";
import { service, setUp, task, uploaded } from "./shop";

describe("Stack", () => {
  test("makes a new secret for a new content, and removes the old one when everything runs (F28)", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const file = "services: { web: { image: nginx } }\nsecrets: { key: { environment: PASSWORD } }\n";
    const made = (PASSWORD: string) => ({ ...inputs(), file, variables: { PASSWORD } });
    const names = () => swarm.objects.map(({ Spec }) => Spec.Name);
    const content = () => Buffer.from(swarm.objects[0]?.Spec.Data ?? "", "base64").toString();
    const { outputs } = await stack.create(world.context, made("hunter2"));
    const [first] = names();
    expect(content()).toBe("hunter2");
    expect(swarm.objects[0]?.Spec.Labels).toMatchObject({ "com.docker.stack.namespace": "shop" });
    expect(uploaded(world, "/files/stack-0.yaml")).toContain(`{external: true, name: "${first}"}`);

    const change = (PASSWORD: string) =>
      stack.update?.(world.context, "shop", { ...made("hunter2"), ...outputs }, made(PASSWORD));
    // While the services do not run with the new one, the old one is there for a rollback.
    swarm.tasks = [task(1, "running"), task(2, "preparing")];
    await expect(change("hunter3")).rejects.toMatchObject({ code: "STACK_NOT_CONVERGED" });
    expect(names()).toEqual([first, expect.stringMatching(/^shop_key_/)]);
    swarm.tasks = [task(1, "running"), task(2, "running")];
    await change("hunter3");
    expect(names()).toHaveLength(1);
    expect(content()).toBe("hunter3");
    await change("hunter3");
    expect(world.calls.filter((call) => call.includes("create secret"))).toHaveLength(2);
    expect(world.calls.join("\n")).not.toMatch(/hunter[23]/);
  });

  test("an old secret that something else uses stays, with a warning", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const Labels = { "com.docker.stack.namespace": "shop", "pulumi-swarm.key": "key" };
    swarm.objects = [{ kind: "secret", ID: "o", Spec: { Name: "shop_key_1", Labels, Data: "" }, used: true }];
    await stack.create(world.context, inputs());
    expect(world.context.lines).toEqual(["the old secret shop_key_1 is still in use and stays"]);
  });
});
