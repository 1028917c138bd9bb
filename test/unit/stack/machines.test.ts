import { Adapter } from "../../../provisioners/provider/adapter";
import { UNFINISHED } from "../../../provisioners/provider/diff";
import type { Resource } from "../../../provisioners/provider/resource";
import type { Properties } from "../../../provisioners/provider/wire";
import { stack } from "../../../provisioners/stack/stack";
import type { World } from "../fakes/world";
import { service, setUp, task } from "./shop";

/* Machines that come or go change where a stack's swarm is reached, and nothing of the stack. */

const urn = "urn:pulumi:dev::project::swarm:index:Stack::shop";
const file = "services: { web: { image: nginx } }\nvolumes: { data: { driver_opts: { type: nfs } } }";

/** The stack as a run has deployed it on one machine, and a second one that has come since. */
async function deployed() {
  const { world, swarm, inputs } = setUp();
  swarm.services = [service({}, { Global: {} })];
  swarm.tasks = [task(0, "running", { NodeID: "node1" })];
  const adapter = new Adapter([stack as unknown as Resource], {
    version: "1.2.3",
    schema: () => "{}",
    ssh: world.context.ssh,
    session: world.context.session,
    clock: world.context.clock,
    sink: async () => undefined,
  });
  const before = { ...inputs(), file } as Properties;
  const { outs } = await adapter.create(urn, before);
  const w1 = world.add("w1");
  const { ID } = world.enter(swarm, w1, "worker");
  const grown = { ...before, nodes: world.machines.map((machine) => world.manager(machine)) };
  const up = async (changed: Properties = {}, state: Properties = {}) =>
    (await adapter.update("shop", urn, { ...outs, ...state }, { ...grown, ...changed })).outs;
  return { world, swarm, w1, ID, up, deployments: () => deployments(world) };
}

const deployments = ({ calls }: World) => calls.filter((call) => call.includes("stack deploy --compose")).length;

describe("a machine that came", () => {
  test("deploys nothing: the task that it gets is waited for, and the state knows the machine", async () => {
    const { world, swarm, ID, up, deployments } = await deployed();
    swarm.tasks.push(task(0, "preparing", { NodeID: ID }));
    let looks = 0;
    world.context.clock.onSleep = () => {
      if (++looks === 3) swarm.tasks = ["node1", ID].map((NodeID) => task(0, "running", { NodeID }));
    };
    expect(await up()).toMatchObject({
      nodes: [{ name: "m1" }, { name: "w1" }],
      services: [{ name: "shop_web", running: 2, desired: 2 }],
    });
    expect(looks).toBeGreaterThan(3);
    expect(deployments()).toBe(1);
  });

  test("has its volumes looked at all the same", async () => {
    const { w1, up, deployments } = await deployed();
    w1.volumes = [{ Name: "shop_data", Labels: {} }];
    await expect(up()).rejects.toThrow(/shop_data on w1: there driver local/);
    expect(deployments()).toBe(1);
  });

  test("deploys a stack that somebody changed, that a run left unfinished, or that Docker rolled back", async () => {
    const changed = await deployed();
    changed.swarm.services = [];
    const image = { TaskTemplate: { ContainerSpec: { Image: "nginx:2" } } };
    changed.swarm.services.push(service({ Spec: { Name: "shop_web", Mode: { Global: {} }, ...image } }));
    await changed.up();
    expect(changed.deployments()).toBe(2);

    const unfinished = await deployed();
    await unfinished.up({}, { [UNFINISHED]: "why" });
    expect(unfinished.deployments()).toBe(2);

    const back = await deployed();
    Object.assign(back.swarm.services[0] as object, { UpdateStatus: { State: "rollback_completed" } });
    await expect(back.up()).rejects.toThrow(/rolled back/);
    expect(back.deployments()).toBe(2);
  });

  test("together with any other change deploys as ever", async () => {
    const { up, deployments } = await deployed();
    await up({ variables: { PASSWORD: "hunter3" } });
    expect(deployments()).toBe(2);
    await up({ forceUpdate: 1 });
    expect(deployments()).toBe(3);
  });
});
