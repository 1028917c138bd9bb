import type { Service } from "../../../provisioners/docker/shapes";
import { stackInputs } from "../../../provisioners/stack/schema";
import { stack } from "../../../provisioners/stack/stack";
import { reply } from "../fakes/reply";
import { World } from "../fakes/world";

/* Networks that are there otherwise than the stack's file declares them. */

const Labels = { "com.docker.stack.namespace": "shop" };
const encrypted = 'back: { internal: true, driver_opts: { encrypted: "" } }';

function setUp(networks: string) {
  const world = new World();
  const m1 = world.add("m1");
  const swarm = world.form([m1], 1);
  const service = (name: string, image: string, more: object = {}): Service => ({
    ID: name,
    Version: { Index: 1 },
    Spec: {
      Name: `shop_${name}`,
      TaskTemplate: { ContainerSpec: { Image: image }, Networks: [{ Target: "n1" }, { Target: "n2" }] },
      Mode: { Replicated: { Replicas: 0 } },
      Labels,
      ...more,
    },
  });
  swarm.networks = [
    { Id: "n1", Name: "shop_back", Labels },
    { Id: "n2", Name: "shop_front", Labels },
  ];
  swarm.services = [service("web", "nginx:1")];
  const deployed: string[][] = [];
  m1.shell = (command) => {
    if (command.includes("stack deploy --compose")) deployed.push(swarm.networks.map(({ Name }) => Name));
    return "";
  };
  const inputs = (more: object = {}) =>
    stackInputs.parse({
      swarmId: swarm.id,
      managers: [world.manager(m1)],
      name: "shop",
      file: `services: { web: { image: nginx, networks: [back, front] } }\nnetworks: { ${networks}, front: {} }`,
      timeout: 60,
      ...more,
    });
  return { world, swarm, m1, inputs, service, deployed };
}

const targets = ({ Spec }: Service) => (Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target);

test("a network as declared is in nobody's way", async () => {
  const { world, inputs, deployed } = setUp("back: {}");
  await stack.create(world.context, inputs());
  expect(deployed).toEqual([["shop_back", "shop_front"]]);
});

test("values that Docker's client makes texts of are compared as it writes them", async () => {
  const { world, swarm, inputs, deployed } = setUp("back: { labels: { size: 010, none: }, driver_opts: { mtu: 1e6 } }");
  const made = { Labels: { ...Labels, size: "8", none: "" }, Options: { mtu: "1e+06" } };
  Object.assign(swarm.networks[0] as object, made);
  await stack.create(world.context, inputs());
  expect(deployed).toHaveLength(1);
});

test.each([
  ["internal", "back: { internal: true }", "internal is false and should be true"],
  ["attachable", "back: { attachable: true }", "attachable is false and should be true"],
  ["its options", 'back: { driver_opts: { encrypted: "" } }', 'options is {} and should be {"encrypted":""}'],
  ["its labels", "back: { labels: [a=b] }", 'labels is .* and should be {"a":"b",'],
  ["its subnet", "back: { ipam: { config: [{ subnet: 10.9.0.0/24 }] } }", "subnets is .* and should be .*10.9.0.0/24"],
])("a change of %s is refused before anything is deployed", async (_, networks, text) => {
  const { world, inputs, deployed } = setUp(networks);
  await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
    code: "STACK_NETWORK_CHANGED",
    message: expect.stringMatching(new RegExp(`shop_back: ${text}[\\s\\S]*recreateNetworks`)),
  });
  expect(deployed).toEqual([]);
});

test("encryption that was taken out of the file is a change, too", async () => {
  const { world, swarm, inputs } = setUp("back: {}");
  Object.assign(swarm.networks[0] as object, { Options: { encrypted: "", "com.docker.vxlanid_list": "4097" } });
  await expect(stack.create(world.context, inputs())).rejects.toThrow('options is {"encrypted":""} and should be {}');
});

test("services leave a network that is to be made anew, and the deployment finds it gone", async () => {
  const { world, swarm, inputs, deployed } = setUp(encrypted);
  await stack.create(world.context, inputs({ recreateNetworks: true }));
  expect(deployed).toEqual([["shop_front"]]);
  expect(targets(swarm.services[0] as Service)).toEqual(["n2"]);
  expect(world.context.lines).toContain("shop_back is made anew; shop_web leave it meanwhile");
});

test("a network that services of others are in is not made anew", async () => {
  const { world, swarm, inputs, service, deployed } = setUp(encrypted);
  swarm.services.push(service("other", "redis:7", { Labels: {} }));
  await expect(stack.create(world.context, inputs({ recreateNetworks: true }))).rejects.toMatchObject({
    code: "STACK_NETWORK_CHANGED",
    message: expect.stringContaining("services of others are in it (m1)\nCause: shop_other"),
  });
  expect(deployed).toEqual([]);
  expect(targets(swarm.services[0] as Service)).toEqual(["n1", "n2"]);
});

test("a refresh sees a network that somebody made anew otherwise", async () => {
  const { world, swarm, inputs } = setUp("back: {}");
  const { outputs } = await stack.create(world.context, inputs());
  const look = () => stack.read?.(world.context, "shop", { ...inputs(), ...outputs });
  expect(await look()).toMatchObject({ drifted: false });
  Object.assign(swarm.networks[0] as object, { Attachable: true });
  expect(await look()).toMatchObject({ drifted: true });
  expect(world.context.lines.at(-1)).toBe("the network shop_back: attachable is true and should be false");
});

test("a login that a registry refuses leaves the services in the network that is to be made anew", async () => {
  const { world, swarm, m1, inputs, deployed } = setUp(encrypted);
  m1.onLogin = () => {
    throw reply(401, "unauthorized");
  };
  const registries = [{ server: "registry.example.com", username: "u", password: "wrong" }];
  await expect(stack.create(world.context, inputs({ recreateNetworks: true, registries }))).rejects.toThrow(
    "unauthorized",
  );
  expect(targets(swarm.services[0] as Service)).toEqual(["n1", "n2"]);
  expect(deployed).toEqual([]);
});
