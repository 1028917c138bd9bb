import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { pushPlugin } from "../support/packages/plugin-image";
import { expectSuccess, programOf } from "../support/program";

/* A volume plugin on two nodes. The tests build on each other. */
const LAB = "test-plugin";
const registry = "10.0.2.9:5000";
const image = `${registry}/test/shelf`;
const all = ["manager-1", "worker-1"];
const settings = (...plugins: object[]) => ({
  pools: [
    { name: "manager", role: "manager", count: 1 },
    { name: "worker", role: "worker", count: 1 },
  ],
  engine: { daemon: { "insecure-registries": [registry] } },
  plugins: plugins.map((plugin) => ({ name: "shelf", image: `${image}:1`, ...plugin })),
});
const granted = { grant: ["network: host", "capabilities: CAP_SYS_ADMIN"] };

const each = (command: string) => Promise.all(all.map((name) => on(LAB, name, command)));
const installed = () => each("docker plugin ls --format '{{.Name}} {{.Enabled}}'");

describe("a plugin of Docker", () => {
  const program = programOf(LAB);

  beforeAll(async () => {
    await program.configure(settings());
    expectSuccess(await program.up());
    await pushPlugin(LAB, "manager-1", image, ["1", "2"]);
  });

  test("that asks for more than it was granted is refused with the list", async () => {
    await program.configure(settings({ grant: ["network: host"] }));
    const run = await program.up();
    expect(run.code).not.toBe(0);
    expect(run.text).toContain("on 2 of 2 hosts: manager-1, worker-1");
    expect(run.text).toContain('write it into `grant`: ["capabilities: CAP_SYS_ADMIN"]');
    expect(await installed()).toEqual(["", ""]);
  });

  step("is installed and enabled on every node, and volumes can use it", async () => {
    await program.configure(settings(granted));
    expectSuccess(await program.up());
    expect(await installed()).toEqual(["shelf:latest true", "shelf:latest true"]);
    await each("docker volume create --driver shelf books");
    await each("docker run --rm --volume books:/books busybox:1.37 touch /books/one");
    expect(await each("docker run --rm --volume books:/books busybox:1.37 ls /books")).toEqual(["one", "one"]);
    await each("docker run --rm --volume books:/books busybox:1.37 rm /books/one && docker volume rm books");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("gets its settings, and another version", async () => {
    const env = "docker plugin inspect shelf --format '{{.Settings.Env}} {{.PluginReference}}'";
    await program.configure(settings({ ...granted, settings: { GREETING: "good morning" } }));
    expectSuccess(await program.up());
    expect(await each(env)).toEqual(all.map(() => `[GREETING=good morning] ${image}:1`));
    await program.configure(settings({ ...granted, image: `${image}:2` }));
    expectSuccess(await program.up());
    expect(await each(env)).toEqual(all.map(() => `[GREETING=hello] ${image}:2`));
    expect(await installed()).toEqual(["shelf:latest true", "shelf:latest true"]);
  });

  test("that is missing on a node is named by a refresh, and comes back", async () => {
    await on(LAB, "worker-1", "docker plugin rm --force shelf");
    const refreshed = await program.refresh();
    expectSuccess(refreshed);
    expect(refreshed.text).toContain("The plugin shelf is missing on worker-1");
    expectSuccess(await program.up());
    expect(await installed()).toEqual(["shelf:latest true", "shelf:latest true"]);
  });

  test("in use is not changed under its users, and the node is named", async () => {
    await on(
      LAB,
      "worker-1",
      "docker run --detach --name reader --volume books:/books --volume-driver shelf busybox:1.37 sleep 999",
    );
    await program.configure(settings({ ...granted, image: `${image}:2`, settings: { GREETING: "bye" } }));
    const failed = await program.up();
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/on 1 of 2 hosts: worker-1[\s\S]*The plugin shelf is in use/);
    await on(LAB, "worker-1", "docker rm --force --volumes reader; docker volume rm --force books");
    expectSuccess(await program.up());
    expect(await each("docker plugin inspect shelf --format '{{.Settings.Env}} {{.Enabled}}'")).toEqual(
      all.map(() => "[GREETING=bye] true"),
    );
  });

  test("that is declared no longer is removed", async () => {
    await program.configure(settings());
    expectSuccess(await program.up());
    expect(await installed()).toEqual(["", ""]);
  });
});
