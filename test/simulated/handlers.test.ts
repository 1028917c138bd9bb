import { chainsToJoined, mostAtATime } from "../../bench/simulated/chain";
import { engine } from "../../provisioners/engine/engine";
import { preflight } from "../../provisioners/host/preflight/preflight";
import { host } from "../../provisioners/host/prepare/host";
import { swarm } from "../../provisioners/swarm/cluster/swarm";
import { node } from "../../provisioners/swarm/node/node";
import { inProcess } from "./in-process";
import { limits } from "./limits";

const HOSTS = 50;
/** A run that hangs is to fail, also on a computer that is very busy. */
const DEADLINE_MS = 900_000;

let simulated: Awaited<ReturnType<typeof inProcess>>;
/** The first host and the first node, as the state has them. */
let first: Parameters<NonNullable<typeof host.read>>[2];
let states: Parameters<NonNullable<typeof node.delete>>[2][];

beforeAll(async () => {
  simulated = await inProcess(HOSTS, 3);
  const { machines, context } = simulated;
  const managers = machines.filter(({ role }) => role === "manager");
  const peers = machines.map(({ name, address }) => ({ name, address }));
  await preflight.create(context, preflight.inputs.parse({ hosts: machines }));
  const prepared = await Promise.all(
    machines.map(async ({ name, connection }) => {
      const inputs = host.inputs.parse({ name, connection, peers });
      const { outputs } = await host.create(context, inputs);
      await engine.create(context, engine.inputs.parse({ name, connection, drainVia: managers }));
      return { ...inputs, ...outputs };
    }),
  );
  first = prepared[0] as typeof first;
  const { id: swarmId } = await swarm.create(context, swarm.inputs.parse({ managers }));
  states = await Promise.all(
    machines.map(async (machine) => {
      const inputs = node.inputs.parse({ ...machine, swarmId, managers });
      const { outputs } = await node.create(context, inputs);
      return { ...inputs, ...outputs };
    }),
  );
}, DEADLINE_MS);

afterAll(() => simulated?.close(), DEADLINE_MS);

const records = () => simulated.hosts.map((each) => each.record());
const joins = () => simulated.centre.changes.filter(({ call }) => call === "POST /swarm/join");

test("every host is a node of one swarm, and was asked for nothing that it does not know", () => {
  const { centre, unsupported } = simulated;
  expect([...unsupported, ...centre.unsupported]).toEqual([]);
  expect(centre.world.swarms.map(({ nodes }) => nodes.length)).toEqual([HOSTS]);
  const [swarm] = centre.world.swarms;
  expect(swarm?.nodes.filter(({ ManagerStatus }) => ManagerStatus)).toHaveLength(3);
});

test("there is one connection to each host", () => {
  expect(records().map(({ connections }) => connections)).toEqual(records().map(() => 1));
});

test("few round trips follow each other on a worker until it has joined", () => {
  const chains = chainsToJoined(records());
  expect(Math.max(...chains.map(({ operations }) => operations))).toBeLessThanOrEqual(limits.operationsToJoined);
  expect(Math.max(...chains.map(({ roundTrips }) => roundTrips))).toBeLessThanOrEqual(limits.roundTripsToJoined);
});

test("a host is asked for no more commands at a time than sshd has sessions for", () => {
  const most = records().map(({ operations }) => mostAtATime(operations.filter(({ kind }) => kind === "command")));
  expect(Math.max(...most)).toBeLessThanOrEqual(limits.commandsAtATime);
});

test("no more hosts are dialled at a time than may be", () => {
  const dials = records().flatMap(({ operations }) => operations.filter(({ kind }) => kind === "dial"));
  expect(dials).toHaveLength(HOSTS);
  expect(mostAtATime(dials)).toBeLessThanOrEqual(limits.dialsAtATime);
});

test("the swarm begins on one manager, and the other managers join one after the other", () => {
  const [init, ...more] = simulated.centre.changes.filter(({ call }) => call === "POST /swarm/init");
  expect(more).toEqual([]);
  expect(joins()).toHaveLength(HOSTS - 1);
  expect(joins().filter(({ began }) => began < (init?.ended ?? Number.POSITIVE_INFINITY))).toEqual([]);
  const managers = joins().filter(({ host: name }) => name.startsWith("manager"));
  expect(managers).toHaveLength(2);
  expect(mostAtATime(managers)).toBeLessThanOrEqual(1);
});

test("a host is as it was left", async () => {
  expect(await host.read?.(simulated.context, first.name, first)).toMatchObject({ drifted: false });
});

test(
  "nodes leave the swarm, one manager after the other",
  async () => {
    await Promise.all(states.map((state) => node.delete?.(simulated.context, state.nodeId, state)));
    const { machines } = simulated.centre.world;
    expect(machines.filter(({ state }) => state !== "inactive").length).toBeLessThanOrEqual(1);
  },
  DEADLINE_MS,
);

test("a command that no host knows is told with its text", async () => {
  const target = await simulated.context.ssh.use((simulated.machines[0] as (typeof simulated.machines)[0]).connection);
  await expect(target.run("frobnicate --all")).rejects.toMatchObject({ code: "SSH_COMMAND_FAILED" });
  expect(simulated.unsupported).toEqual([expect.stringContaining("`frobnicate --all`")]);
});
