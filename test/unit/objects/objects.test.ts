import { secret } from "../../../provisioners/objects/content";
import { secretInputs } from "../../../provisioners/objects/content-schema";
import { network } from "../../../provisioners/objects/network";
import { networkInputs } from "../../../provisioners/objects/network-schema";
import type { Machine } from "../fakes/shapes";
import { World } from "../fakes/world";
import { task } from "../stack/shop";

/* Networks, secrets and configs that stand beside the stacks which use them. */

function setUp() {
  const world = new World();
  const m1 = world.add("m1");
  const swarm = world.form([m1], 1);
  return { world, m1, swarm, base: { swarmId: swarm.id, managers: [world.manager(m1)] } };
}

const made = (world: World) => world.calls.filter((call) => call.includes("create"));

describe("Network", () => {
  const inputsOf = (base: object, more: object = {}) =>
    networkInputs.parse({ ...base, name: "proxy", subnets: [{ subnet: "10.210.0.0/24" }], ...more });

  test("is made as declared; one that is there already as declared is taken, and a refresh finds nothing", async () => {
    const { world, swarm, base } = setUp();
    const inputs = inputsOf(base, { attachable: true, encrypted: true, mtu: 1400, options: { x: "y" } });
    const { outputs } = await network.create(world.context, inputs);
    expect(swarm.networks).toMatchObject([
      {
        Name: "proxy",
        Driver: "overlay",
        Attachable: true,
        Internal: false,
        Options: { x: "y", encrypted: "", "com.docker.network.driver.mtu": "1400" },
        IPAM: { Config: [{ Subnet: "10.210.0.0/24" }] },
      },
    ]);
    expect(await network.create(world.context, inputs)).toEqual({ id: "proxy", outputs });
    expect(made(world)).toHaveLength(1);
    expect(await network.read?.(world.context, "proxy", { ...inputs, ...outputs })).toMatchObject({ outputs });
  });

  test("that is there otherwise is not touched: the error says what is different", async () => {
    const { world, base } = setUp();
    await network.create(world.context, inputsOf(base));
    await expect(network.create(world.context, inputsOf(base, { internal: true }))).rejects.toMatchObject({
      code: "NETWORK_EXISTS",
      message: expect.stringContaining("internal is false and should be true"),
    });
  });

  test("whose subnet another one has is refused before Docker makes one that never gets addresses", async () => {
    const { world, base } = setUp();
    await network.create(world.context, inputsOf(base));
    const second = inputsOf(base, { name: "second", subnets: [{ subnet: "10.210.0.128/25" }] });
    await expect(network.create(world.context, second)).rejects.toMatchObject({
      code: "NETWORK_OVERLAPS",
      message: expect.stringContaining("the network proxy has 10.210.0.0/24"),
    });
    expect(made(world)).toHaveLength(1);
    const twice = inputsOf(base, { subnets: [{ subnet: "10.0.0.0/8" }, { subnet: "10.1.0.0/16" }] });
    expect(network.check?.(twice)).toEqual([{ property: "subnets[1].subnet", reason: "overlaps 10.0.0.0/8" }]);
  });

  test("without addresses in the end fails, and stays in the state to be removed", async () => {
    const { world, swarm, base } = setUp();
    const inputs = inputsOf(base, { subnets: [] });
    await network.create(world.context, inputs);
    Object.assign(swarm.networks[0] as object, { IPAM: { Config: [] } });
    await expect(network.create(world.context, inputs)).rejects.toMatchObject({
      code: "DEADLINE",
      message: expect.stringContaining("the network proxy to get its addresses"),
    });
    expect(world.context.kept.at(-1)).toMatchObject({ id: "proxy" });
  });

  test("is removed; in use it is not, and its users are named; one of a swarm that is gone is gone", async () => {
    const { world, m1, swarm, base } = setUp();
    const inputs = inputsOf(base);
    const state = { ...inputs, ...(await network.create(world.context, inputs)).outputs };
    const [proxy] = swarm.networks;
    Object.assign(proxy as object, { used: true });
    swarm.services = [
      {
        ID: "svc",
        Version: { Index: 1 },
        Spec: { Name: "shop_web", TaskTemplate: { Networks: [{ Target: proxy?.Id }] }, Mode: {} },
      },
    ];
    await expect(network.delete?.(world.context, "proxy", state)).rejects.toMatchObject({
      code: "OBJECT_IN_USE",
      message: expect.stringMatching(/network proxy is still in use[\s\S]*shop_web/),
    });
    Object.assign(proxy as object, { used: false });
    await network.delete?.(world.context, "proxy", state);
    expect(swarm.networks).toEqual([]);
    expect(await network.read?.(world.context, "proxy", state)).toBeUndefined();
    Object.assign(m1, { state: "inactive", swarmId: "", nodeId: "" });
    await network.delete?.(world.context, "proxy", state);
  });

  test("used only by containers on a node that is down does not delay a destroy, and stays with a warning", async () => {
    const { world, swarm, base } = setUp();
    const w1 = world.add("w1");
    world.enter(swarm, w1, "worker");
    const inputs = inputsOf(base, { attachable: true });
    const state = { ...inputs, ...(await network.create(world.context, inputs)).outputs };
    Object.assign(swarm.networks[0] as object, { used: true });
    // As Docker knows a container that somebody started in the network.
    const Spec = { Networks: [{ Target: state.networkId }] };
    const guestOn = (NodeID?: string) => task(0, "running", { ServiceID: "", NodeID, Spec });
    swarm.tasks = [guestOn(w1.nodeId), guestOn(world.machines[0]?.nodeId)];
    world.kill(w1);
    await expect(network.delete?.(world.context, "proxy", state)).rejects.toMatchObject({
      code: "OBJECT_IN_USE",
      message: expect.stringContaining("containers that belong to no service use it"),
    });
    swarm.tasks.pop();
    await network.delete?.(world.context, "proxy", state);
    expect(world.context.lines).toEqual(["the network proxy stays: containers on nodes that are down use it (w1)"]);
  });

  test("does not hold up a destroy where no manager is reached, and says what is left to do", async () => {
    const { world, m1, base } = setUp();
    const inputs = inputsOf(base);
    const state = { ...inputs, ...(await network.create(world.context, inputs)).outputs };
    world.kill(m1);
    await network.delete?.(world.context, "proxy", state);
    expect(world.context.lines.at(-1)).toMatch(/^The network proxy stays in its swarm; .*`docker network rm proxy`/);
  });
});

describe("Secret", () => {
  const inputsOf = (base: object, more: object = {}) =>
    secretInputs.parse({ ...base, name: "db_password", content: "swordfish", ...more });
  const contentOf = (machine: Machine, world: World) =>
    world.swarmOf(machine)?.objects.map(({ Spec }) => Buffer.from(Spec.Data, "base64").toString());

  test("is named by its content, which no name, command or log shows; a preview knows the name", async () => {
    const { world, m1, base } = setUp();
    const { id, outputs } = await secret.create(world.context, inputsOf(base));
    expect(outputs.uniqueName).toMatch(/^db_password_[0-9a-f]{12}$/);
    expect(id).toBe(outputs.uniqueName);
    expect(contentOf(m1, world)).toEqual(["swordfish"]);
    expect(await secret.preview?.(world.context, inputsOf(base))).toEqual(outputs);
    expect(await secret.preview?.(world.context, inputsOf(base, { content: "tuna" }))).not.toEqual(outputs);
    expect(await secret.preview?.(world.context, inputsOf(base, { labels: { a: "b" } }))).not.toEqual(outputs);
    expect(JSON.stringify([id, world.calls, world.context.lines])).not.toContain("swordfish");
  });

  test("of a killed run is taken as it is; one that somebody removed is seen as gone", async () => {
    const { world, swarm, base } = setUp();
    const { outputs } = await secret.create(world.context, inputsOf(base));
    expect((await secret.create(world.context, inputsOf(base))).outputs).toEqual(outputs);
    expect(made(world)).toHaveLength(1);
    const state = { ...inputsOf(base), ...outputs };
    expect(await secret.read?.(world.context, "", state)).toMatchObject({ outputs });
    swarm.objects = [];
    expect(await secret.read?.(world.context, "", state)).toBeUndefined();
  });

  test("may be bytes in base64; what is none, or too large, is refused", async () => {
    const { world, m1, base } = setUp();
    const bytes = Buffer.from("\u0000ß", "utf8").toString("base64");
    await secret.create(world.context, inputsOf(base, { content: bytes, encoding: "base64" }));
    expect(contentOf(m1, world)).toEqual(["\u0000ß"]);
    const reasons = (more: object) => secret.check?.(inputsOf(base, more)).map(({ reason }) => reason);
    expect(reasons({ content: bytes, encoding: "base64" })).toEqual([]);
    expect(reasons({ content: "no base64!", encoding: "base64" })).toEqual(["is no base64"]);
    expect(reasons({ content: "x".repeat(512_000) })).toEqual(["has 512000 bytes; Docker takes less than 512000"]);
  });

  test("in use stays, and its users are named", async () => {
    const { world, swarm, base } = setUp();
    const { outputs } = await secret.create(world.context, inputsOf(base));
    const state = { ...inputsOf(base), ...outputs };
    const [object] = swarm.objects;
    Object.assign(object as object, { used: true });
    const Secrets = [{ SecretID: "", SecretName: outputs.uniqueName }];
    const Spec = { Name: "shop_db", TaskTemplate: { ContainerSpec: { Image: "mysql", Secrets } }, Mode: {} };
    swarm.services = [{ ID: "svc", Version: { Index: 1 }, Spec }];
    await expect(secret.delete?.(world.context, "", state)).rejects.toMatchObject({
      code: "OBJECT_IN_USE",
      message: expect.stringContaining("used by shop_db"),
    });
    Object.assign(object as object, { used: false });
    await secret.delete?.(world.context, "", state);
    expect(swarm.objects).toEqual([]);
  });
});

test("a template in a secret's content that Docker cannot fill in is refused", () => {
  const { base } = setUp();
  const inputs = (more: object) => secretInputs.parse({ ...base, name: "key", content: "{{ .Summary }}", ...more });
  expect(secret.check?.(inputs({ templateDriver: "golang" }))).toEqual([
    { property: "content", reason: expect.stringMatching(/has no `\.Summary` there; .* secret, config, env/) },
  ]);
  expect(secret.check?.(inputs({}))).toEqual([]);
});
