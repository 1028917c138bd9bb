import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { expectSuccess, programOf, type Run } from "../support/program";
import { healthy, managersOf, nodesOf, waitFor } from "../support/swarm";
import { Visitor } from "../support/visitor";

/*
 * What keeps a swarm going between two runs: disks are freed, machines rebooted, services spread again.
 */
const LAB = "test-upkeep";
const managers = ["manager-1", "manager-2", "manager-3"];
const settings = (more: object = {}) => ({
  pools: [{ name: "manager", role: "manager", count: 3 }],
  stacks: [{ name: "two", file: "test/lab/support/stacks/two.yaml" }],
  ...more,
});

const first = (command: string) => on(LAB, "manager-1", command);
const hasImage = async (name: string) => (await first(`docker image ls --quiet ${name}`)) !== "";
const boots = () => Promise.all(managers.map((name) => on(LAB, name, "cat /proc/sys/kernel/random/boot_id")));
const availabilities = async () => (await nodesOf(LAB, "manager-1")).map(({ Availability }) => Availability);
const json = <T>({ text }: Run) => JSON.parse(text) as T;

/** Waits until a service runs completely, with this image where one is named. */
const runs = (service: string, image = "") =>
  waitFor(`${service} ${image} to run`, async () => {
    const format = "{{.Name}} {{.Replicas}} {{.Image}}";
    const rows = (await first(`docker service ls --format '${format}'`)).split("\n");
    const row = rows.find((each) => each.startsWith(`${service} `)) ?? "";
    const [, running, desired] = /^\S+ (\d+)\/(\d+)/.exec(row) ?? [];
    return desired !== undefined && running === desired && row.endsWith(image);
  });

/** How many tasks of the stack's service run on each node. */
async function placed(): Promise<Record<string, number>> {
  const rows = await first("docker service ps two_web --filter desired-state=running --format '{{.Node}}'");
  const nodes = rows.split("\n").filter(Boolean);
  return Object.fromEntries(nodes.map((node) => [node, nodes.filter((each) => each === node).length]));
}

describe("the upkeep of a swarm of three managers", () => {
  const program = programOf(LAB);

  step("a policy gives every node a timer, whose script keeps what the services had", async () => {
    await program.configure(settings({ prune: { schedule: "Sun 03:00", keep: "7d" } }));
    expectSuccess(await program.up());
    await healthy(LAB, "manager-1", 3);
    for (const name of managers) {
      expect(await on(LAB, name, "systemctl is-active pulumi-swarm-prune.timer")).toBe("active");
      await on(LAB, name, "systemctl start pulumi-swarm-prune.service", [0], 120_000);
    }
    const listed = await Promise.all(
      managers.map((name) => on(LAB, name, "wc -l </var/lib/pulumi-swarm/prune/images")),
    );
    // Two tasks of one service, on two nodes or on one.
    expect(listed.map(Number).filter((lines) => lines === 1).length).toBeGreaterThan(0);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  step(
    "prune removes an old image and keeps the one that a rollback needs, which works without a registry",
    async () => {
      // Images that are on this node and nowhere else.
      await first("docker pull --quiet busybox:1.37");
      for (const version of [1, 2, 3]) {
        await first(
          `docker commit --change 'LABEL version=${version}' $(docker create busybox:1.37) local/app:${version}`,
        );
      }
      const options = "--detach --no-resolve-image --constraint node.hostname==manager-1 --stop-grace-period 1s";
      await first(`docker service create ${options} --name app local/app:1 sleep 100000`);
      await runs("app", "local/app:1");
      for (const version of [2, 3]) {
        await first(`docker service update --detach --no-resolve-image --image local/app:${version} app`);
        await runs("app", `local/app:${version}`);
      }
      const plan = await program.swarm("prune", "--keep", "0s");
      expect(plan.text).toContain("local/app:2 stays: a service or its rollback needs it");
      expect(plan.text).toContain("Nothing was removed.");
      expect(await hasImage("local/app:1")).toBe(true);
      const done = await program.swarm("prune", "--yes", "--keep", "0s");
      expect(done.text).toContain("Removed: at least");
      expect({ code: done.code, old: await hasImage("local/app:1"), previous: await hasImage("local/app:2") }).toEqual({
        ...{ code: 0, old: false, previous: true },
      });
      expect(await first("docker ps --all --quiet --filter status=exited")).toBe("");
      await first("docker service rollback --detach app");
      await runs("app", "local/app:2");
      await runs("two_web");
    },
  );

  step(
    "maintenance that was ended leaves its node out, refuses another one, and puts it back when it is repeated",
    async () => {
      const run = program.beginSwarm("maintenance", "manager-2", "--command", "sleep 300");
      await run.reaches("manager-2 to be drained", async () =>
        (await nodesOf(LAB, "manager-1")).some((row) => row.Hostname === "manager-2" && row.Availability === "Drain")
          ? true
          : undefined,
      );
      await run.interrupt();
      const other = await program.swarm("maintenance", "manager-3", "--command", "true");
      expect(other).toMatchObject({ code: 2, text: expect.stringContaining("manager-2 is out of service already") });
      expect((await program.swarm("maintenance", "manager-2", "--command", "touch /root/was-here")).code).toBe(0);
      await on(LAB, "manager-2", "test -e /root/was-here");
      expect(await availabilities()).toEqual(["Active", "Active", "Active"]);
    },
  );

  step("a reboot of all nodes, where one is due or everywhere, loses no request, the leader last", async () => {
    await on(LAB, "manager-2", "echo linux-image >/run/reboot-required.pkgs; touch /run/reboot-required");
    const due = await program.swarm("--json", "maintenance", "--all", "--reboot", "--if-needed", "--dry-run");
    const working = json<{ node: string; action: string; reason: string }[]>(due).filter(
      ({ action }) => action === "work",
    );
    expect(working).toMatchObject([{ node: "manager-2", reason: "a reboot is due: linux-image" }]);

    const before = await boots();
    const [{ leader: led }, { endpoints }] = [await managersOf(LAB, "manager-1"), await program.outputs()];
    const visitor = new Visitor(LAB, endpoints, managers);
    const run = await program.swarm("maintenance", "--all", "--reboot");
    await visitor.stop();
    expect(run).toMatchObject({ code: 0 });
    expect(visitor.failures).toEqual([]);
    expect(visitor.visits.length).toBeGreaterThan(100);
    expect(visitor.order.at(-1)).toBe(led);
    const after = await boots();
    expect(after.filter((boot) => before.includes(boot))).toEqual([]);
    await healthy(LAB, "manager-1", 3);
    expect(await availabilities()).toEqual(["Active", "Active", "Active"]);
  });

  step("rebalance spreads a service again whose tasks are all on one node", async () => {
    const update = (availability: string) =>
      first(`for node in manager-2 manager-3; do docker node update --availability ${availability} $node; done`);
    await update("drain");
    await waitFor("all tasks to be on manager-1", async () => (await placed())["manager-1"] === 2);
    await update("active");
    await runs("two_web");
    const plan = await program.swarm("rebalance", "--dry-run");
    expect(plan).toMatchObject({ code: 1, text: expect.stringMatching(/two_web +lopsided/) });
    expect(await placed()).toEqual({ "manager-1": 2 });
    const done = await program.swarm("rebalance");
    expect(done.code).toBe(0);
    expect(Object.values(await placed())).toEqual([1, 1]);
    expect((await program.swarm("rebalance", "--dry-run")).code).toBe(0);
    await first("docker service rm app");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("the timer goes with the setting, and what it wrote with it", async () => {
    await program.configure(settings());
    expectSuccess(await program.up());
    const left = "ls /etc/pulumi-swarm/prune /etc/systemd/system/pulumi-swarm-prune.* /var/lib/pulumi-swarm/prune";
    for (const name of managers) expect(await on(LAB, name, `${left} 2>/dev/null`, [2])).toBe("");
  });
});
