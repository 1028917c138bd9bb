import type { SwarmAccess } from "../../../../provisioners/swarm/access/swarm-access";
import { checkConnectivity } from "../../../../provisioners/swarm/connectivity/check";
import type { Machine } from "../../fakes/shapes";
import { World } from "../../fakes/world";

/* Which port is blamed for what does not pass. That the probes see closed ports is shown by the cloud suite. */
let world: World;
let manager: Machine;
let worker: Machine;
let access: SwarmAccess;
beforeEach(() => {
  world = new World();
  [manager, worker] = [world.add("manager-1"), world.add("worker-1")];
  const { id } = world.form([manager, worker], 1);
  access = { context: world.context, managers: [world.manager(manager)], swarmId: id };
});

const check = () => checkConnectivity(access, worker);
const asked = (machine: Machine) => world.calls.filter((call) => call.startsWith(`${machine.name} $`)).join("\n");

/** Lets a machine's probes fail as the shell does where no answer comes. */
function fail(machine: Machine, matching: RegExp): void {
  const run = machine.host.run;
  machine.host.run = async (command, options) => {
    const result = await run(command, options);
    return matching.test([command].flat().join(" ")) ? { ...result, code: 124 } : result;
  };
}

test("gossip is tried both ways, overlay data to the manager's place in the ingress network", async () => {
  await check();
  expect(asked(worker)).toMatch(/ 10\.0\.0\.1 7946$/m);
  expect(asked(manager)).toMatch(/ 10\.0\.0\.2 7946$/m);
  expect(asked(worker)).toMatch(/ingress_sbox.* 10\.201\.0\.2 9$/m);
});

test("a swarm of one has nothing to try", async () => {
  await checkConnectivity(access, manager);
  expect(asked(manager)).toBe("");
});

test.each([
  ["worker-1", "7946/tcp does not pass from worker-1 to manager-1 (10.0.0.1)"],
  ["manager-1", "7946/tcp does not pass from manager-1 to worker-1 (10.0.0.2)"],
])("gossip that does not pass from %s", async (from, text) => {
  fail(from === "worker-1" ? worker : manager, / 7946$/);
  await expect(check()).rejects.toMatchObject({ code: "SWARM_PORT_CLOSED", message: expect.stringContaining(text) });
});

test("overlay data that does not pass, between nodes that know each other", async () => {
  fail(worker, /ingress_sbox/);
  await expect(check()).rejects.toMatchObject({ message: expect.stringContaining("4789/udp does not pass") });
});

test("the port that is blamed is the swarm's own", async () => {
  (world.swarms[0] as { dataPathPort: number }).dataPathPort = 4790;
  fail(worker, /ingress_sbox/);
  await expect(check()).rejects.toMatchObject({ message: expect.stringContaining("4790/udp does not pass") });
});

test("without gossip by UDP the nodes do not know each other", async () => {
  fail(worker, /ingress_sbox/);
  const docker = worker.host.docker;
  worker.host.docker = () =>
    Object.assign(docker(), { getNetwork: () => ({ inspect: async () => ({ Peers: [{ IP: "10.0.0.2" }] }) }) });
  await expect(check()).rejects.toMatchObject({ message: expect.stringContaining("7946/udp does not pass") });
});

test("a refused connection has passed", async () => {
  const run = worker.host.run;
  worker.host.run = async (command, options) => {
    const result = await run(command, options);
    if (!/ingress_sbox/.test([command].flat().join(" "))) return result;
    return { ...result, code: 1, stderr: "bash: connect: Connection refused" };
  };
  await check();
});
