import { secret } from "../../../../provisioners/objects/content";
import { secretInputs } from "../../../../provisioners/objects/content-schema";
import { network } from "../../../../provisioners/objects/network";
import { networkInputs } from "../../../../provisioners/objects/network-schema";
import { nothingYet } from "../../../../provisioners/stack/apply";
import { stackInputs } from "../../../../provisioners/stack/schema";
import { stack } from "../../../../provisioners/stack/stack";
import { node } from "../../../../provisioners/swarm/node/node";
import { nodeInputs } from "../../../../provisioners/swarm/node/schema";
import { threeManagers } from "../../fakes/managers";
import type { Machine } from "../../fakes/shapes";

/** The machine's Docker has restarted under autolock. */
function lock(machine: Machine, all: Awaited<ReturnType<typeof threeManagers>>) {
  machine.state = "locked";
  const status = all.world.nodeOf(machine)?.ManagerStatus;
  if (status) status.Reachability = "unreachable";
}

describe("autolock", () => {
  test("gives the unlock key, and takes it back when it goes off", async () => {
    const all = await threeManagers({ autolock: true });
    expect(all.state().unlockKey).toBe(all.fake.unlockKey);
    expect(all.fake.unlockKey).toMatch(/^SWMKEY/);
    for (const machine of all.machines) machine.exit = () => 1;
    expect((await all.update({ autolock: false })).unlockKey).toBeUndefined();
  });

  test("goes off in an adopted swarm only while all managers are there, as in one of our own", async () => {
    const all = await threeManagers();
    all.fake.spec = { ...all.fake.spec, EncryptionConfig: { AutoLockManagers: true } };
    all.world.kill(all.machines[2]);
    await expect(all.update({ autolock: false })).rejects.toMatchObject({ code: "SWARM_KEY_KEPT" });
    expect(all.fake.spec.EncryptionConfig).toEqual({ AutoLockManagers: true });
  });

  test("keeps the key in the state while a manager is away that may come back locked", async () => {
    const all = await threeManagers({ autolock: true });
    const [m1, m2, m3] = all.machines;
    const { unlockKey } = all.state();
    for (const machine of [m1, m2]) machine.exit = () => 1;
    await expect(all.update({ autolock: false })).rejects.toMatchObject({ code: "DEADLINE" });
    all.world.kill(m3);
    expect((await all.read())?.outputs.unlockKey).toBe(unlockKey);
  });

  test("is off only when every manager has its key without the lock: one that died before would be lost", async () => {
    const all = await threeManagers({ autolock: true });
    const [m1, m2, m3] = all.machines;
    const { unlockKey } = all.state();
    for (const machine of [m1, m2]) machine.exit = () => 1;
    await expect(all.update({ autolock: false })).rejects.toMatchObject({
      code: "DEADLINE",
      message: expect.stringContaining("m3 to keep its key without the lock"),
    });
    expect(all.state().unlockKey).toBe(unlockKey);
    all.world.context.clock.onSleep = () => {
      m3.exit = () => 1;
    };
    expect((await all.update({ autolock: false })).unlockKey).toBeUndefined();
    // Nor does a power cut bring the old key back.
    const folder = "/var/lib/docker/swarm/certificates";
    const onM3 = all.world.calls.filter((call) => call.startsWith("m3 $") && call.includes(folder));
    expect(onM3.at(-1)).toBe(`m3 $ sync ${folder}/swarm-node.key ${folder}`);
  });

  test("the key is kept in the state even where a later step fails", async () => {
    const all = await threeManagers();
    await expect(all.update({ autolock: true, ca: { rotation: "1", certificate: "none" } })).resolves.toBeDefined();
    const kept = all.world.context.kept.map(({ outputs }) => (outputs as { unlockKey?: string }).unlockKey);
    expect(kept).toContain(all.fake.unlockKey);
  });

  test("turned off by hand, it is seen by a refresh", async () => {
    const all = await threeManagers({ autolock: true });
    all.fake.spec = { ...all.fake.spec, EncryptionConfig: {} };
    const read = await all.read();
    expect(read?.inputs.autolock).toBe(false);
    expect(read?.outputs.unlockKey).toBeUndefined();
  });

  test("a refresh reports a locked manager and changes nothing; the next up unlocks it and checks the quorum (F31)", async () => {
    const all = await threeManagers({ autolock: true });
    lock(all.machines[1], all);
    expect(await all.read()).toMatchObject({ drifted: true, outputs: { unlockKey: all.state().unlockKey } });
    expect(all.machines[1].state).toBe("locked");
    expect(all.world.calls).toEqual([]);
    expect(all.world.context.lines).toEqual(["m2 is locked: the next `pulumi up` unlocks it"]);
    await all.update({});
    expect(all.machines[1].state).toBe("active");
    expect(all.world.context.lines).toContain("Unlocked m2: 3 of 3 managers are reachable");
    expect(await all.read()).toMatchObject({ drifted: false });
  });

  test("a refresh keeps the key of a locked manager although the swarm has another by now", async () => {
    const all = await threeManagers({ autolock: true });
    const { unlockKey } = all.state();
    lock(all.machines[1], all);
    all.fake.unlockKey = "SWMKEY-1-another";
    expect((await all.read())?.outputs.unlockKey).toBe(unlockKey);
  });

  test.each([2, 3])(
    "a refresh of a swarm with %i of 3 managers locked keeps every state and changes nothing (F31)",
    async (count) => {
      const all = await threeManagers({ autolock: true });
      const { context } = all.world;
      const state = all.state();
      for (const machine of all.machines.slice(0, count)) lock(machine, all);
      const inSwarm = { swarmId: all.id, managers: state.managers };
      const nodeState = {
        ...nodeInputs.parse({ ...all.world.manager(all.machines[0]), role: "manager", ...inSwarm }),
        nodeId: "node1",
        hostname: "m1",
      };
      const networkState = { ...networkInputs.parse({ ...inSwarm, name: "front" }), networkId: "n1" };
      const stackState = {
        ...stackInputs.parse({ ...inSwarm, name: "shop", file: "services: {}" }),
        ...nothingYet,
        marks: { web: "1" },
      };
      const secretState = { ...secretInputs.parse({ ...inSwarm, name: "key", content: "x" }), uniqueName: "key_1" };
      const read = [
        [state, await all.read()],
        [nodeState, await node.read?.(context, "node1", nodeState)],
        [networkState, await network.read?.(context, "front", networkState)],
        [stackState, await stack.read?.(context, "shop", stackState)],
        [secretState, await secret.read?.(context, "key_1", secretState)],
      ] as const;
      for (const [before, found] of read) expect({ ...found?.inputs, ...found?.outputs }).toEqual(before);
      // The next up unlocks it, although nothing else changes.
      expect(read.map(([, found]) => found?.drifted)).toEqual([true, undefined, undefined, undefined, undefined]);
      expect(all.machines.map(({ state }) => state)).toEqual(["locked", "locked", count === 3 ? "locked" : "active"]);
      expect(all.world.calls).toEqual([]);
      expect(context.lines).toHaveLength(5);
      for (const line of context.lines) expect(line).toMatch(/cannot be read and keeps its state: the swarm is locked/);
    },
  );

  test("a manager that Docker unlocks without its networks is restarted until it has them", async () => {
    const all = await threeManagers({ autolock: true });
    const m2 = all.machines[1];
    lock(m2, all);
    let restarts = 0;
    m2.exit = (command) => (command.includes("/proc/net/tcp") && restarts < 2 ? 1 : 0);
    m2.shell = (command) => {
      if (command === "systemctl restart docker") {
        restarts++;
        lock(m2, all);
      }
      return command.includes("is-active") ? "active" : "";
    };
    await all.update({});
    expect(restarts).toBe(2);
    expect(m2.state).toBe("active");
    expect(all.world.context.lines).toContain("Unlocked m2: 3 of 3 managers are reachable");

    m2.exit = (command) => (command.includes("/proc/net/tcp") ? 1 : 0);
    lock(m2, all);
    await expect(all.update({})).rejects.toMatchObject({ code: "SWARM_NO_NETWORKS" });
  });

  test.each(["Node", "Network", "Secret", "Stack"])(
    "a write of %s unlocks the managers when all are locked (F31)",
    async (kind) => {
      const all = await threeManagers({ autolock: true });
      for (const machine of all.machines) lock(machine, all);
      const { context } = all.world;
      const [m1] = all.machines;
      const inSwarm = { swarmId: all.id, managers: all.state().managers };
      const inputs = nodeInputs.parse({ ...all.world.manager(m1), role: "manager", ...inSwarm });
      const writes: Record<string, () => unknown> = {
        Node: () => node.update?.(context, m1.nodeId, { ...inputs, nodeId: m1.nodeId, hostname: "m1" }, inputs),
        Network: () => network.create(context, networkInputs.parse({ ...inSwarm, name: "front" })),
        Secret: () => secret.create(context, secretInputs.parse({ ...inSwarm, name: "key", content: "x" })),
        Stack: () => stack.delete?.(context, "shop", { name: "shop", ...inSwarm } as never),
      };
      await writes[kind]?.();
      expect(all.machines.every(({ state }) => state === "active")).toBe(true);
    },
  );

  test("a write goes on with the other managers where one cannot be unlocked, and says so", async () => {
    const all = await threeManagers({ autolock: true });
    lock(all.machines[2], all);
    all.fake.unlockKey = "SWMKEY-1-another";
    const inSwarm = { swarmId: all.id, managers: all.state().managers };
    await network.create(all.world.context, networkInputs.parse({ ...inSwarm, name: "front" }));
    expect(all.fake.networks).toHaveLength(1);
    expect(all.world.context.lines.join()).toMatch(/m3 is locked and could not be unlocked: .*does not fit/);
  });

  test("a key that does not fit is an error with the fix", async () => {
    const all = await threeManagers({ autolock: true });
    lock(all.machines[2], all);
    all.fake.unlockKey = "SWMKEY-1-another";
    await expect(all.update({})).rejects.toMatchObject({ code: "SWARM_WRONG_KEY" });
  });

  test("the key is rotated by a trigger; it is neither replaced nor given up while a manager is away", async () => {
    const all = await threeManagers({ autolock: true });
    const before = all.state().unlockKey;
    expect((await all.update({ unlockKeyRotation: "1" })).unlockKey).not.toBe(before);
    all.world.kill(all.machines[2]);
    for (const change of [{ unlockKeyRotation: "2" }, { unlockKeyRotation: "1", autolock: false }]) {
      await expect(all.update(change)).rejects.toMatchObject({
        code: "SWARM_KEY_KEPT",
        message: expect.stringContaining("m3"),
      });
    }
  });
});
