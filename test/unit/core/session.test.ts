import { TaskQueues } from "../../../provisioners/core/queue";
import { Session } from "../../../provisioners/core/session";
import { BundleDigests } from "../../../provisioners/engine/bundle";
import { rolling } from "../../../provisioners/rollout/rollout";
import { ManagerMemory } from "../../../provisioners/swarm/access/manager-memory";
import { ManagerRegistry } from "../../../provisioners/swarm/access/manager-registry";
import { swarm } from "../../../provisioners/swarm/cluster/swarm";
import { UnlockKeys } from "../../../provisioners/swarm/unlock/unlock-keys";
import { writeAccess } from "../../../provisioners/swarm/unlock/unlock-managers";
import { fakeContext } from "../fakes/context";
import { threeManagers } from "../fakes/managers";

describe("two sessions in one process", () => {
  test.each([TaskQueues, BundleDigests, ManagerMemory, ManagerRegistry, UnlockKeys])(
    "each have a %p of their own, the same one at every call",
    (part: new () => object) => {
      const [one, other] = [new Session(), new Session()];
      expect(one.get(part)).toBe(one.get(part));
      expect(one.get(part)).not.toBe(other.get(part));
    },
  );

  test("know the unlock key only where the swarm's state was seen", async () => {
    const all = await threeManagers({ autolock: true });
    const [, m2] = all.machines;
    const other = fakeContext(all.world.context.ssh.use);
    const access = { swarmId: all.id, managers: all.state().managers };
    m2.state = "locked";
    await writeAccess(other, access);
    expect(m2.state).toBe("locked");
    swarm.note?.(other.session, all.state());
    await writeAccess(other, access);
    expect(m2.state).toBe("active");
  });

  test("change their engines without waiting for each other, and a failure stops only its own", async () => {
    const { world } = await threeManagers();
    const drainVia = world.machines.map((machine) => world.manager(machine));
    const request = { role: "manager" as const, leads: async () => false, maxUnavailable: 1 };
    const change = (session: Session, work: () => Promise<string>) =>
      rolling(fakeContext(world.context.ssh.use, session), { name: "m1", drainVia }, async (turn) => {
        await turn.take(request);
        return work();
      });
    const one = new Session();
    const failing = async () => Promise.reject(new Error("disk is full"));
    await expect(change(one, failing)).rejects.toThrow("disk is full");
    await expect(change(one, async () => "done")).rejects.toMatchObject({ code: "ENGINE_NOT_TOUCHED" });
    expect(await change(new Session(), async () => "done")).toBe("done");
  });
});
