import { send } from "../../../lab/client";
import { Client } from "../support/clients";
import { pacedSeconds, until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { on, page } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { healthy, nodesOf, reboot } from "../support/swarm";

/*
 * A stack while its containers, its nodes, its images and the leader of its swarm fail. The tests build on each other.
 */
const LAB = "test-faults";

const NAMES = ["manager-1", "manager-2", "manager-3", "worker-1"];
const hello = (...more: object[]) => ({
  pools: [
    { name: "manager", role: "manager", count: 3 },
    { name: "worker", role: "worker", count: 1 },
  ],
  stacks: ["hello", ...more],
});

describe("a stack under faults", () => {
  const program = programOf(LAB);

  step("runs on every node", async () => {
    await program.configure(hello());
    expectSuccess(await program.up());
    await healthy(LAB, "manager-1", 4);
  });

  test("a killed container is replaced", async () => {
    const find = "docker ps -q --filter label=com.docker.swarm.service.name=hello_web";
    const holder = await until(
      async () => {
        for (const name of NAMES) if (await on(LAB, name, find)) return name;
        return undefined;
      },
      { what: "a machine with a task", deadlineMs: 60_000 },
    );
    const before = (await on(LAB, holder, find)).split("\n");
    await on(LAB, holder, `docker kill ${before[0]}`);
    const running = "docker service ps hello_web --filter desired-state=running --format '{{.CurrentState}}'";
    await until(
      async () => {
        const gone = !(await on(LAB, holder, find)).includes(before[0] as string);
        const states = (await on(LAB, "manager-1", running)).split("\n");
        return gone && states.length === 3 && states.every((state) => state.startsWith("Running")) ? true : undefined;
      },
      { what: "three running tasks without the killed one", deadlineMs: 120_000 },
    );
  });

  test("a rebooted node comes back and answers", async () => {
    await reboot(LAB, "worker-1");
    await healthy(LAB, "manager-1", 4);
    const { endpoints } = await program.outputs();
    const endpoint = endpoints.find(({ machine }) => machine === "worker-1");
    expect(await page(endpoint?.url as string, 120_000)).toMatch(/^hello from /);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("a bad image is rolled back by Docker, and up fails with the task's error (F26)", async () => {
    const rolling = (tag: string) => ({
      name: "other",
      file: "test/lab/support/stacks/image.yaml",
      variables: { TAG: tag },
    });
    await program.configure(hello(rolling("1.37")));
    expectSuccess(await program.up());
    await program.configure(hello(rolling("9.99")));
    const failed = await program.up();
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/rolls? back|rolled back|rollback/i);
    expect(failed.text).toMatch(/No such image: busybox:9\.99/);
    const image = "docker service inspect other_web --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}'";
    expect(await on(LAB, "manager-1", image)).toMatch(/^busybox:1\.37/);
  });

  test("a service that no node can take fails with the constraint and the nodes it excludes (F27)", async () => {
    await program.configure(
      hello({ name: "other", file: "test/lab/support/stacks/unplaceable.yaml", timeout: pacedSeconds(120) }),
    );
    const failed = await program.up();
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/node\.labels\.disk == ssd/);
    expect(failed.text).toMatch(/worker-1/);
  });

  test("a killed leader changes nothing for clients", async () => {
    await program.configure(hello());
    expectSuccess(await program.up());
    const leader = (await nodesOf(LAB, "manager-1")).find(({ ManagerStatus }) => ManagerStatus === "Leader")
      ?.Hostname as string;
    const other = ["manager-1", "manager-2", "manager-3"].find((name) => name !== leader) as string;
    const { endpoints } = await program.outputs();
    // Requests that the leader's own task is about to answer fail with it: it takes none from here on.
    await on(LAB, other, `docker node update --availability drain ${leader}`);
    await until(async () => ((await on(LAB, leader, "docker ps -q")) ? undefined : true), {
      what: "the leader without containers",
      deadlineMs: 120_000,
    });
    const client = new Client(endpoints.filter(({ machine }) => machine !== leader).map(({ url }) => url));
    await send(LAB, { command: "kill", name: leader });
    await until(
      async () => {
        // Without a leader there is no list.
        const rows = await on(LAB, other, "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'", [0, 1]);
        return rows.includes(" Leader") && !rows.includes(`${leader} Leader`) ? true : undefined;
      },
      { what: "another leader", deadlineMs: 120_000 },
    );
    await client.stop();
    expect(client.failures).toEqual([]);
    expect(client.answers).toBeGreaterThan(20);
    await send(LAB, { command: "start", name: leader });
    await on(LAB, other, `docker node update --availability active ${leader}`);
    await until(
      async () => {
        const rows = await on(LAB, other, "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'");
        return rows.includes(`${leader} Ready Reachable`) ? true : undefined;
      },
      { what: "the killed manager to be reachable again", deadlineMs: 180_000 },
    );
  });
});
