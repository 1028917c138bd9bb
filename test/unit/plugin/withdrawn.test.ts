import { SwarmError } from "../../../provisioners/core/errors";
import { Session } from "../../../provisioners/core/session";
import type { HostPool } from "../../../provisioners/docker/host";
import { engine } from "../../../provisioners/engine/engine";
import { Adapter } from "../../../provisioners/provider/adapter";
import type { Resource } from "../../../provisioners/provider/resource";
import type { Properties } from "../../../provisioners/provider/wire";
import { swarm } from "../../../provisioners/swarm/cluster/swarm";
import { node } from "../../../provisioners/swarm/node/node";
import { inputs as engineInputs, machineWith, withDaemonJson } from "../engine/helpers";
import { threeManagers } from "../fakes/managers";
import type { Machine } from "../fakes/shapes";
import type { World } from "../fakes/world";
import { INSTALLED } from "../host/facts/host-facts";
import { setUp } from "../swarm/node/nodes";

/** What the engine does with a resource that is there. */
function life(resource: unknown, { context }: World, id: string, inputs: Properties, outputs: Properties) {
  const adapter = new Adapter([resource as Resource], {
    version: "1.2.3",
    schema: () => "{}",
    ssh: context.ssh as HostPool,
    clock: context.clock,
    session: new Session(),
    sink: async () => undefined,
  });
  const urn = `urn:pulumi:dev::project::swarm:index:${(resource as Resource).name}::it`;
  let state: Properties = { ...inputs, ...outputs };
  return {
    async failedUp(wanted: Properties): Promise<void> {
      const failure = await adapter.update(id, urn, state, wanted).then(
        () => undefined,
        (error) => error,
      );
      expect(failure).toMatchObject({ message: expect.stringContaining("power is gone") });
      state = failure.properties;
    },
    async refresh(): Promise<void> {
      state = (await adapter.read(id, urn, state)).props ?? {};
    },
    /** The number of updates that it took. */
    async up(wanted: Properties): Promise<number> {
      if (!(await adapter.diff(id, urn, state, wanted)).changes) return 0;
      state = (await adapter.update(id, urn, state, wanted)).outs ?? {};
      return 1;
    },
  };
}

const powerGone = () => new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "power is gone" });

describe("what a failed update has set, and no configuration declares any more, is taken back", () => {
  test("keys of daemon.json", async () => {
    const { world, m1 } = machineWith(INSTALLED);
    const answers = m1.shell;
    let json = '{"debug": true}';
    const { upload } = m1.host;
    m1.host.upload = async (path, content, options) => {
      if (path === "/etc/docker/daemon.json") json = String(content);
      return upload(path, content, options);
    };
    m1.shell = (command) => {
      if (command === "systemctl restart docker" && json.includes("none-such")) throw powerGone();
      return command.includes("fact os") ? withDaemonJson(json) : answers(command);
    };
    const outputs = { installedVersion: "29.0.1", os: "x", arch: "y", dockerWasThere: true };
    const it = life(engine, world, "m1", engineInputs(m1), outputs);
    await it.failedUp(engineInputs(m1, { daemon: { "log-driver": "none-such" } }));
    await it.failedUp(engineInputs(m1, { daemon: { "log-opts": { a: "none-such" } } }));
    expect(JSON.parse(json)).toEqual({ debug: true, "log-opts": { a: "none-such" } });
    await it.refresh();
    expect(await it.up(engineInputs(m1))).toBe(1);
    expect(JSON.parse(json)).toEqual({ debug: true });
    expect(await it.up(engineInputs(m1))).toBe(0);
  });

  test("settings of the swarm", async () => {
    const { world, fake, id, state } = await threeManagers({ taskHistoryLimit: 3 });
    const before = structuredClone(fake.spec);
    world.onSwarmInspect = ({ spec }) => {
      if (spec.Dispatcher?.HeartbeatPeriod === 9e9) throw powerGone();
    };
    const { joinTokens, swarmId, ...declared } = state();
    const it = life(swarm, world, id, declared, { joinTokens, swarmId });
    await it.failedUp({ ...declared, dispatcherHeartbeat: 9 });
    fake.spec = { ...fake.spec, Raft: { KeepOldSnapshots: 2 } };
    world.onSwarmInspect = undefined;
    await it.refresh();
    expect(await it.up(declared)).toBe(1);
    expect(fake.spec).toEqual({ ...before, Dispatcher: { HeartbeatPeriod: 5e9 }, Raft: { KeepOldSnapshots: 2 } });
    expect(await it.up(declared)).toBe(0);
  });

  test("labels of a node", async () => {
    const { world, machines, inputs, context } = setUp(1, 1);
    const w1 = machines[1] as Machine;
    const declared = inputs(w1, { labels: { zone: "a" } });
    const { id, outputs } = await node.create(context, declared);
    const it = life(node, world, id, declared, outputs);
    w1.shell = () => {
      throw powerGone();
    };
    await it.failedUp(inputs(w1, { labels: { zone: "b", disk: "ssd" } }));
    expect(world.nodeOf(w1)?.Spec.Labels).toEqual({ zone: "b", disk: "ssd" });
    Object.assign(world.nodeOf(w1)?.Spec.Labels ?? {}, { foreign: "yes" });
    w1.shell = () => "";
    await it.refresh();
    expect(await it.up(declared)).toBe(1);
    expect(world.nodeOf(w1)?.Spec.Labels).toEqual({ zone: "a", foreign: "yes" });
    expect(await it.up(declared)).toBe(0);
  });
});
