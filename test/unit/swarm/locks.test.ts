import { node } from "../../../provisioners/swarm/node/node";
import { nodeInputs } from "../../../provisioners/swarm/schema";
import { threeManagers } from "../fakes/managers";
import type { Machine } from "../fakes/shapes";

/** The machine's Docker has restarted under autolock. */
function lock(machine: Machine, all: Awaited<ReturnType<typeof threeManagers>>) {
  machine.state = "locked";
  const status = all.world.nodeOf(machine)?.ManagerStatus;
  if (status) status.Reachability = "unreachable";
}

describe("autolock", () => {
  test("gives the unlock key, and takes it back when it goes off", async () => {
    const all = await threeManagers("auto", { autolock: true });
    expect(all.state().unlockKey).toBe(all.fake.unlockKey);
    expect(all.fake.unlockKey).toMatch(/^SWMKEY/);
    for (const machine of all.machines) machine.exit = () => 1;
    expect((await all.update({ autolock: false })).unlockKey).toBeUndefined();
  });

  test("goes off in an adopted swarm only while all managers are there, as in one of our own", async () => {
    const all = await threeManagers("adopted");
    all.fake.spec = { ...all.fake.spec, EncryptionConfig: { AutoLockManagers: true } };
    all.world.kill(all.machines[2]);
    await expect(all.update({ autolock: false })).rejects.toMatchObject({ code: "SWARM_KEY_KEPT" });
    expect(all.fake.spec.EncryptionConfig).toEqual({ AutoLockManagers: true });
  });

  test("keeps the key in the state while a manager is away that may come back locked", async () => {
    const all = await threeManagers("away", { autolock: true });
    const [m1, m2, m3] = all.machines;
    const { unlockKey } = all.state();
    for (const machine of [m1, m2]) machine.exit = () => 1;
    await expect(all.update({ autolock: false })).rejects.toMatchObject({ code: "DEADLINE" });
    all.world.kill(m3);
    expect((await all.read())?.outputs.unlockKey).toBe(unlockKey);
  });

  test("is off only when every manager has its key without the lock: one that died before would be lost", async () => {
    const all = await threeManagers("slow", { autolock: true });
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
    const all = await threeManagers("kept");
    await expect(all.update({ autolock: true, ca: { rotation: "1", certificate: "none" } })).resolves.toBeDefined();
    const kept = all.world.context.kept.map(({ outputs }) => (outputs as { unlockKey?: string }).unlockKey);
    expect(kept).toContain(all.fake.unlockKey);
  });

  test("turned off by hand, it is seen by a refresh", async () => {
    const all = await threeManagers("off", { autolock: true });
    all.fake.spec = { ...all.fake.spec, EncryptionConfig: {} };
    const read = await all.read();
    expect(read?.inputs.autolock).toBe(false);
    expect(read?.outputs.unlockKey).toBeUndefined();
  });

  test("F31 a locked manager is unlocked by a refresh, which checks the quorum", async () => {
    const all = await threeManagers("locked", { autolock: true });
    lock(all.machines[1], all);
    await all.read();
    expect(all.machines[1].state).toBe("active");
    expect(all.world.context.lines).toContain("Unlocked m2: 3 of 3 managers are reachable");
  });

  test("a manager that Docker unlocks without its networks is restarted until it has them", async () => {
    const all = await threeManagers("deaf", { autolock: true });
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
    await all.read();
    expect(restarts).toBe(2);
    expect(m2.state).toBe("active");
    expect(all.world.context.lines).toContain("Unlocked m2: 3 of 3 managers are reachable");

    m2.exit = () => 1;
    lock(m2, all);
    await expect(all.read()).rejects.toMatchObject({ code: "SWARM_NO_NETWORKS" });
  });

  test("F31 all managers locked: any operation unlocks them", async () => {
    const all = await threeManagers("alllocked", { autolock: true });
    for (const machine of all.machines) lock(machine, all);
    const m1 = all.machines[0];
    const inputs = nodeInputs.parse({
      ...all.world.manager(m1),
      role: "manager",
      swarmId: all.id,
      managers: all.state().managers,
    });
    await node.update?.(all.world.context, m1.nodeId, { ...inputs, nodeId: m1.nodeId, hostname: "m1" }, inputs);
    expect(all.machines.every(({ state }) => state === "active")).toBe(true);
  });

  test("a key that does not fit is said, with what to do", async () => {
    const all = await threeManagers("wrongkey", { autolock: true });
    lock(all.machines[2], all);
    all.fake.unlockKey = "SWMKEY-1-another";
    await expect(all.read()).rejects.toMatchObject({ code: "SWARM_WRONG_KEY" });
  });

  test("the key is rotated by a trigger; it is neither replaced nor given up while a manager is away", async () => {
    const all = await threeManagers("rotate", { autolock: true });
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
