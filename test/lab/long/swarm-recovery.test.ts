import { send } from "../../../lab/client";
import { step } from "../support/jest/steps";
import { host, on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { nodesOf } from "../support/swarm";

/* A quorum that is lost for good, on two small managers: said, recovered by an explicit act, grown again, destroyed. */
const LAB = "test-s-recovery";
const config = (count: number, swarm: object) => ({
  pools: [{ name: "manager", role: "manager", count, memory: 512 }],
  swarm,
});
const names = async () => (await nodesOf(LAB, "manager-1")).map(({ Hostname }) => Hostname).sort();

describe("recovery of a swarm", () => {
  const program = programOf(LAB);
  let recover: { swarmId: string; survivor: string };

  async function up(count: number, swarm: object, ...options: string[]) {
    await program.configure(config(count, swarm));
    return program.up(...options);
  }

  step(
    "a run reports a lost quorum with the steps out of it, and does nothing by itself, when a new manager dies right after joining (F12)",
    async () => {
      expectSuccess(await up(1, {}));
      await on(LAB, "manager-1", "docker service create --detach --name keeper busybox:1.37 sleep 100000");
      expectSuccess(await up(2, {}));
      const swarmId = await on(LAB, "manager-1", "docker info --format '{{.Swarm.Cluster.ID}}'");
      recover = { swarmId, survivor: "manager-1" };
      await send(LAB, { command: "kill", name: "manager-2" });
      const lost = await up(2, { taskHistoryLimit: 4 });
      expect(lost.code).not.toBe(0);
      expect(lost.text).toMatch(/lost its quorum: of 2 managers 1 answers, 2 are needed/);
      expect(lost.text).toContain(`swarm:swarm.recover.swarmId' ${swarmId}`);
      expect(await on(LAB, "manager-1", "docker node ls 2>&1", [1])).toMatch(/does not have a leader|deadline/i);
    },
  );

  step("the survivor goes on with its data as an explicit act (F12)", async () => {
    expectSuccess(await up(2, { taskHistoryLimit: 4, recover }));
    expect(await names()).toEqual(["manager-1"]);
    expect(await on(LAB, "manager-1", "docker service ls --format '{{.Name}}'")).toBe("keeper");
    expect(await on(LAB, "manager-1", "docker info --format '{{.Swarm.Cluster.ID}}'")).toBe(recover.swarmId);
    // Docker's own networks work again.
    await on(LAB, "manager-1", "docker network create --driver overlay probe && docker network rm probe");
  });

  step("the other manager comes back, leaves what was, and joins anew", async () => {
    await send(LAB, { command: "start", name: "manager-2" });
    await host(LAB, "manager-2", 120_000);
    expectSuccess(await up(2, { taskHistoryLimit: 4 }, "--refresh"));
    expect(await names()).toEqual(["manager-1", "manager-2"]);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("destroy ends although the quorum is lost, and another one is clean (F33)", async () => {
    await send(LAB, { command: "kill", name: "manager-2" });
    expectSuccess(await program.destroy());
    expectSuccess(await program.destroy());
  });
});
