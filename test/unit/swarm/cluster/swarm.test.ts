import { SwarmError } from "../../../../provisioners/core/errors";
import { swarmInputs } from "../../../../provisioners/swarm/cluster/schema";
import { swarm } from "../../../../provisioners/swarm/cluster/swarm";
import type { Machine } from "../../fakes/shapes";
import { World } from "../../fakes/world";

const inputsOf = (world: World, machines: Machine[]) =>
  swarmInputs.parse({ managers: machines.map((machine) => world.manager(machine)) });

function three() {
  const world = new World();
  return { world, machines: [world.add("m1"), world.add("m2"), world.add("m3")] as [Machine, Machine, Machine] };
}

describe("Swarm", () => {
  test("starts on the first manager when none is in a swarm", async () => {
    const { world, machines } = three();
    const { id, outputs } = await swarm.create(world.context, inputsOf(world, machines));
    expect(id).toBe("swarm1");
    expect(outputs.joinTokens.worker).toBe("SWMTKN-1-swarm1-worker");
    expect(world.calls).toEqual(["m1 init"]);
    expect(world.swarms[0]?.pools).toEqual(["10.201.0.0/16"]);
  });

  test("starts with what Docker sets only then, and the first manager's own addresses", async () => {
    const { world, machines } = three();
    const [first, ...rest] = inputsOf(world, machines).managers;
    const managers = [{ ...first, listenAddress: "10.0.0.1", dataPathAddress: "192.168.7.1" }, ...rest];
    const fixed = { addressPools: ["10.9.0.0/16", "10.8.0.0/16"], subnetSize: 26, dataPathPort: 4790 };
    await swarm.create(world.context, swarmInputs.parse({ managers, ...fixed }));
    expect(world.swarms[0]).toMatchObject({ pools: fixed.addressPools, subnetSize: 26, dataPathPort: 4790 });
    expect(machines[0].addresses).toEqual({
      ListenAddr: "10.0.0.1:2377",
      AdvertiseAddr: "10.0.0.1",
      DataPathAddr: "192.168.7.1",
    });
  });

  test("adopts a swarm that any listed manager is in, and never makes a second one (F06)", async () => {
    const { world, machines } = three();
    world.form([machines[1]], 1);
    const { id } = await swarm.create(world.context, inputsOf(world, machines));
    expect(id).toBe("swarm1");
    expect(world.calls).toEqual([]);
  });

  test("refuses managers of two swarms, naming both", async () => {
    const { world, machines } = three();
    world.form([machines[0]], 1);
    world.form([machines[2]], 1);
    await expect(swarm.create(world.context, inputsOf(world, machines))).rejects.toMatchObject({
      code: "SWARM_TWO",
      message: expect.stringMatching(/m1 is in swarm1[\s\S]*m3 is in swarm2/),
    });
    expect(world.calls).toEqual([]);
  });

  test("makes no swarm while a listed manager is out of reach", async () => {
    const { world, machines } = three();
    world.kill(machines[2]);
    await expect(swarm.create(world.context, inputsOf(world, machines))).rejects.toMatchObject({
      code: "SWARM_MANAGERS_UNREACHABLE",
      message: expect.stringContaining("m3"),
    });
    expect(world.calls).toEqual([]);
  });

  test("refuses a machine that is a worker of an unknown swarm", async () => {
    const { world, machines } = three();
    const other = world.add("elsewhere");
    world.form([other, machines[1]], 1);
    await expect(swarm.create(world.context, inputsOf(world, machines))).rejects.toMatchObject({
      code: "SWARM_HOST_IN_ANOTHER",
      message: expect.stringContaining("m2 is a worker"),
    });
  });

  test("uses another manager when one is dead", async () => {
    const { world, machines } = three();
    world.form(machines, 3);
    const inputs = inputsOf(world, machines);
    const { id, outputs } = await swarm.create(world.context, inputs);
    world.kill(machines[0]);
    expect(await swarm.read?.(world.context, id, { ...inputs, ...outputs })).toMatchObject({
      outputs: { swarmId: "swarm1" },
    });
  });

  test("tells a lost quorum from an unreachable swarm and from none (F19)", async () => {
    const { world, machines } = three();
    world.form(machines, 3);
    const inputs = inputsOf(world, machines);
    const { id, outputs } = await swarm.create(world.context, inputs);
    const read = () => swarm.read?.(world.context, id, { ...inputs, ...outputs });
    world.kill(machines[0]);
    world.kill(machines[1]);
    await expect(read()).rejects.toMatchObject({
      code: "SWARM_QUORUM_LOST",
      message: expect.stringMatching(
        /of 3 managers 1 answers, 2 are needed[\s\S]*m1 cannot be reached[\s\S]*swarm\.recover\.survivor/,
      ),
    });
    machines[2].up = false;
    await expect(read()).rejects.toMatchObject({ code: "SWARM_UNREACHABLE" });
    for (const machine of machines) Object.assign(machine, { up: true, state: "inactive", swarmId: "", nodeId: "" });
    expect(await read()).toBeUndefined();
  });

  test("delete makes the machines leave and skips those out of reach, saying so", async () => {
    const { world, machines } = three();
    world.form(machines, 3);
    const inputs = inputsOf(world, machines);
    const { id, outputs } = await swarm.create(world.context, inputs);
    world.kill(machines[1]);
    await swarm.delete?.(world.context, id, { ...inputs, ...outputs });
    expect(world.calls.sort()).toEqual([
      "m1 leave",
      "m1 remove network docker_gwbridge",
      "m3 leave",
      "m3 remove network docker_gwbridge",
    ]);
    expect(world.context.lines.join()).toContain("m2 cannot be reached");
  });

  test("delete is not held up by a manager whose Docker does not answer", async () => {
    const { world, machines } = three();
    world.form(machines, 3);
    const inputs = inputsOf(world, machines);
    const { id, outputs } = await swarm.create(world.context, inputs);
    const [, m2] = machines;
    m2.host.docker = () => {
      throw new SwarmError({ code: "DOCKER_NOT_RUNNING", kind: "transient", summary: "Docker does not answer" });
    };
    await swarm.delete?.(world.context, id, { ...inputs, ...outputs });
    expect(world.context.lines.join()).toContain(
      "Docker on m2 does not answer; it still thinks that it is in the swarm",
    );
  });

  test("check names a repeated address", () => {
    const { world, machines } = three();
    expect(swarm.check?.(inputsOf(world, [machines[0], machines[0]]))).toEqual([
      { property: "managers[1].address", reason: expect.stringContaining("managers[0]") },
    ]);
  });
});
