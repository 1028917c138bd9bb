import { stack } from "../../../provisioners/stack/stack";
import { reply } from "../fakes/reply";
import type { Machine } from "../fakes/shapes";
import { refuse, service, setUp, task, uploaded } from "./shop";

describe("Stack", () => {
  test("logs in to registries and hands the logins to the nodes; none stands in a command or stays", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const registries = [
      { server: "registry.example.com:5000", username: "ci", password: "swordfish" },
      { server: "docker.io", username: "me", password: "hunter3" },
    ];
    const [m1] = world.machines as [Machine];
    const logins: object[] = [];
    m1.onLogin = (login) => void logins.push(login);
    await stack.create(world.context, { ...inputs(), registries, resolveImage: "changed" });
    expect(logins).toEqual([
      { serveraddress: "registry.example.com:5000", username: "ci", password: "swordfish" },
      { serveraddress: "https://index.docker.io/v1/", username: "me", password: "hunter3" },
    ]);
    const client = JSON.parse(uploaded(world, "/client/config.json") ?? "");
    expect(Buffer.from(client.auths["registry.example.com:5000"].auth, "base64").toString()).toBe("ci:swordfish");
    expect(Object.keys(client.auths)).toContain("https://index.docker.io/v1/");
    const command = world.calls.find((call) => call.includes("stack deploy --compose-file")) ?? "";
    expect(command).toMatch(/docker --config \/run\/pulumi-swarm-stack\.\w+\/client stack deploy/);
    expect(command).toContain("--with-registry-auth --resolve-image changed");
    const said = [
      ...world.calls,
      ...world.context.statuses,
      ...world.context.lines,
      JSON.stringify(world.context.kept),
    ];
    for (const hidden of ["swordfish", "hunter3", client.auths["registry.example.com:5000"].auth]) {
      expect(said.join("\n")).not.toContain(hidden);
    }
    m1.host.run = refuse(m1.host.run, "no");
    await expect(stack.create(world.context, { ...inputs(), registries })).rejects.toThrow();
    expect(world.calls.at(-1)).toMatch(/^m1 \$ rm -rf \/run\/pulumi-swarm-stack\.\w+$/);
  });

  test("is not begun where a registry refuses the login; two logins for one are refused", async () => {
    const { world, inputs } = setUp();
    const registry = { server: "registry.example.com", username: "ci", password: "swordfish" };
    const [m1] = world.machines as [Machine];
    m1.onLogin = () => {
      throw reply(401, "login attempt to https://registry.example.com/v2/ failed with status: 401 Unauthorized");
    };
    await expect(stack.create(world.context, { ...inputs(), registries: [registry] })).rejects.toMatchObject({
      code: "REGISTRY_LOGIN_FAILED",
      message: expect.stringMatching(/^The registry registry\.example\.com does not let ci in \(m1\)[\s\S]*401/),
    });
    expect(world.uploads.size).toBe(0);
    expect(stack.check?.({ ...inputs(), registries: [registry, registry] })).toEqual([
      { property: "registries[1].server", reason: expect.stringContaining("registries[0]") },
    ]);
  });
});
