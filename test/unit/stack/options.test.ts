import type { Service, Task } from "../../../provisioners/docker/shapes";
import { stackInputs } from "../../../provisioners/stack/schema";
import { stack } from "../../../provisioners/stack/stack";
import type { Machine } from "../fakes/shapes";
import { World } from "../fakes/world";

/* What a stack does on request: return to the previous version, start anew, remove what failed, remove volumes. */

const Labels = { "com.docker.stack.namespace": "shop" };

function setUp() {
  const world = new World();
  const m1 = world.add("m1");
  const swarm = world.form([m1], 1);
  const inputs = (more: object = {}) =>
    stackInputs.parse({
      swarmId: swarm.id,
      managers: [world.manager(m1)],
      nodes: [world.manager(m1)],
      name: "shop",
      file: "services: { web: { image: nginx } }",
      timeout: 60,
      ...more,
    });
  return { world, swarm, m1, inputs };
}

function service(image: string, more: Partial<Service> = {}): Service {
  const Spec: Service["Spec"] = {
    Name: "shop_web",
    TaskTemplate: { ContainerSpec: { Image: image } },
    Mode: { Replicated: { Replicas: 1 } },
  };
  return { ID: "svc", Version: { Index: 1 }, Spec, ...more };
}

function task(state = "running"): Task {
  const time = new Date(1_000).toISOString();
  const Status = { State: state, Timestamp: time } as Task["Status"];
  return {
    ID: "t1",
    CreatedAt: time,
    UpdatedAt: time,
    ServiceID: "svc",
    NodeID: "node1",
    Slot: 1,
    DesiredState: "running",
    Status,
  };
}

const imagesOf = (services: Service[]) => services.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec?.Image);
const commands = ({ calls }: World) => calls.filter((call) => call.includes("stack deploy"));

describe("rollback", () => {
  async function deployed(previous: Partial<Service>) {
    const all = setUp();
    const { world, swarm, inputs } = all;
    swarm.services = [service("nginx:2", previous)];
    swarm.tasks = [task()];
    const { outputs } = await stack.create(world.context, inputs());
    const change = (state: object, more: object) =>
      stack.update?.(world.context, "shop", { ...inputs(), ...outputs, ...state }, inputs(more));
    return { ...all, change };
  }

  test("returns services to their previous version, once, and says to which; without it the file counts again", async () => {
    const { world, swarm, change } = await deployed({ PreviousSpec: service("nginx:1@sha256:ab").Spec });
    const outputs = await change({}, { rollback: true });
    expect(imagesOf(swarm.services)).toEqual(["nginx:1@sha256:ab"]);
    expect(outputs).toMatchObject({ returned: { shop_web: "nginx:1" }, services: [{ image: "nginx:1", running: 1 }] });
    expect(world.context.lines).toEqual(["shop_web returns to nginx:1 from nginx:2"]);
    // Docker's own previous version is the newer one now.
    await change({ ...outputs }, { rollback: true, timeout: 61 });
    expect(imagesOf(swarm.services)).toEqual(["nginx:1@sha256:ab"]);
    expect(world.context.lines.at(-1)).toMatch(/^shop stays at its previous version while `rollback` is true/);

    expect(commands(world)).toHaveLength(1);
    expect(await change({ ...outputs }, {})).toMatchObject({ returned: {} });
    expect(commands(world)).toHaveLength(2);
  });

  test("goes on after a killed run, and does not return what is returned already", async () => {
    const { world, swarm, change } = await deployed({ PreviousSpec: service("nginx:1").Spec });
    const [web] = swarm.services as [Service];
    [web.Spec, web.PreviousSpec] = [web.PreviousSpec as Service["Spec"], web.Spec];
    expect(await change({}, { rollback: true })).toMatchObject({ returned: { shop_web: "nginx:1" } });
    expect(world.calls.filter((call) => call.includes("update"))).toEqual([]);
  });

  test("is refused where there is no previous version, or its secrets are gone; nothing is changed", async () => {
    const none = await deployed({});
    await expect(none.change({}, { rollback: true })).rejects.toMatchObject({ code: "STACK_NO_PREVIOUS" });
    const PreviousSpec = service("nginx:1").Spec;
    PreviousSpec.TaskTemplate.ContainerSpec = { Image: "nginx:1", Secrets: [{ SecretID: "old", SecretName: "key_1" }] };
    const gone = await deployed({ PreviousSpec });
    await expect(gone.change({}, { rollback: true })).rejects.toMatchObject({
      code: "STACK_PREVIOUS_GONE",
      message: expect.stringContaining("the secret key_1 of shop_web"),
    });
    expect(imagesOf(gone.swarm.services)).toEqual(["nginx:2"]);
  });
});

test("another forceUpdate starts the tasks anew; the same one does not", async () => {
  const { world, swarm, inputs } = setUp();
  swarm.services = [service("nginx:1")];
  swarm.tasks = [task()];
  const { outputs } = await stack.create(world.context, inputs());
  const update = (forced: number, forceUpdate: number) =>
    stack.update?.(world.context, "shop", { ...inputs(), ...outputs, forced }, inputs({ forceUpdate }));
  expect(await update(0, 1)).toMatchObject({ forced: 1 });
  expect(swarm.services[0]?.Spec.TaskTemplate).toMatchObject({ ForceUpdate: 1 });
  await update(1, 1);
  expect(world.calls.filter((call) => call === "m1 update shop_web")).toHaveLength(1);
});

describe("a first deployment that fails", () => {
  const broken = () => {
    const all = setUp();
    const deploy = all.m1.shell;
    all.m1.shell = (command) => {
      if (command.includes("stack deploy --compose")) {
        all.swarm.services = [service("nginx:1")];
        all.swarm.tasks = [task("preparing")];
      }
      return deploy(command);
    };
    return all;
  };

  test("stays, to be repaired", async () => {
    const { world, swarm, inputs } = broken();
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({ code: "STACK_NOT_CONVERGED" });
    expect(swarm.services).toHaveLength(1);
    expect(world.context.kept.at(-1)).toMatchObject({ id: "shop", outputs: { services: [{ name: "shop_web" }] } });
  });

  test("is removed where that is asked for, with the reason why it failed", async () => {
    const { world, swarm, inputs } = broken();
    await expect(stack.create(world.context, inputs({ removeFailed: true }))).rejects.toMatchObject({
      code: "STACK_NOT_CONVERGED",
      message: expect.stringMatching(/shop_web 0\/1[\s\S]*the stack was removed/),
    });
    expect(swarm.services).toEqual([]);
    expect(world.context.kept.at(-1)).toMatchObject({ outputs: { services: [] } });
  });

  test("of a stack that ran before is never removed", async () => {
    const { world, swarm, inputs } = broken();
    swarm.services = [service("nginx:0")];
    await expect(stack.create(world.context, inputs({ removeFailed: true }))).rejects.toThrow();
    expect(swarm.services).toHaveLength(1);
  });
});

describe("a deployment that fails", () => {
  /** A stack of `web` and `api`; the deployment changes the one, takes the other away, adds `job`, and never runs. */
  function failing() {
    const all = setUp();
    const { m1, swarm } = all;
    const named = (name: string, image: string) => {
      const made = service(image, { ID: name });
      return { ...made, Spec: { ...made.Spec, Name: `shop_${name}` } };
    };
    const running = (name: string, state: string): Task => ({
      ...task(state),
      ID: `t-${name}-${state}`,
      ServiceID: name,
    });
    swarm.services = [named("web", "nginx:1"), named("api", "api:1")];
    swarm.tasks = [running("web", "running"), running("api", "running")];
    const deploy = m1.shell;
    m1.shell = (command) => {
      if (command.includes("stack deploy --compose")) {
        Object.assign(swarm.services[0] as Service, { Version: { Index: 2 }, Spec: named("web", "nginx:2").Spec });
        swarm.services = [swarm.services[0] as Service, named("job", "job:1")];
        // The last one is of the service that is made again.
        swarm.tasks = [running("web", "running"), running("job", "preparing"), running("again-shop_api", "running")];
      }
      return deploy(command);
    };
    return all;
  }
  const definitions = (services: Service[]) => services.map(({ Spec }) => Spec.Name).sort();

  test("leaves what it changed, to be repaired", async () => {
    const { world, swarm, inputs } = failing();
    await expect(stack.create(world.context, inputs())).rejects.toThrow(/shop_job 0\/1/);
    expect(definitions(swarm.services)).toEqual(["shop_job", "shop_web"]);
  });

  test("returns every service to what it was where that is asked for, and says why it failed", async () => {
    const { world, swarm, inputs } = failing();
    await expect(stack.create(world.context, inputs({ onFailure: "rollbackStack" }))).rejects.toMatchObject({
      code: "STACK_NOT_CONVERGED",
      message: expect.stringMatching(/shop_job 0\/1[\s\S]*services that returned: shop_api, shop_job, shop_web\./),
    });
    expect(definitions(swarm.services)).toEqual(["shop_api", "shop_web"]);
    expect(imagesOf(swarm.services).sort()).toEqual(["api:1", "nginx:1"]);
    expect(world.context.kept.at(-1)).toMatchObject({
      outputs: { services: [{ name: "shop_api" }, { name: "shop_web" }] },
    });
  });
});

describe("what left the file", () => {
  function used() {
    const all = setUp();
    const web = service("nginx:1");
    web.Spec.TaskTemplate.Networks = [{ Target: "n1" }];
    web.Spec.TaskTemplate.ContainerSpec = { Image: "nginx:1", Mounts: [{ Type: "volume", Source: "shop_data" }] };
    all.swarm.services = [web];
    all.swarm.tasks = [task()];
    all.swarm.networks = [
      { Id: "n1", Name: "shop_default", Labels },
      { Id: "n2", Name: "shop_old", Labels },
    ];
    all.m1.volumes = [
      { Name: "shop_data", Labels },
      { Name: "shop_gone", Labels, containers: ["earlier-task"] },
    ];
    return all;
  }
  const names = ({ volumes = [] }: Machine) => volumes.map(({ Name }) => Name);

  test("networks go, volumes stay", async () => {
    const { world, swarm, m1, inputs } = used();
    await stack.create(world.context, inputs());
    expect(swarm.networks.map(({ Name }) => Name)).toEqual(["shop_default"]);
    expect(names(m1)).toEqual(["shop_data", "shop_gone"]);
  });

  test("a network that something else uses stays, with a warning", async () => {
    const { world, swarm, inputs } = used();
    Object.assign(swarm.networks[1] as object, { used: true });
    await stack.create(world.context, inputs());
    expect(world.context.lines).toEqual(["the old network shop_old is still in use and stays (m1)"]);
  });

  test("volumes go where that is asked for, and with the stack all of them", async () => {
    const { world, m1, inputs } = used();
    const { outputs } = await stack.create(world.context, inputs({ pruneVolumes: true }));
    expect(names(m1)).toEqual(["shop_data"]);
    await stack.delete?.(world.context, "shop", { ...inputs(), ...outputs });
    expect(names(m1)).toEqual(["shop_data"]);
    await stack.delete?.(world.context, "shop", { ...inputs({ pruneVolumes: true }), ...outputs });
    expect(names(m1)).toEqual([]);
  });
});
