import { leftovers } from "../../../lab/leftovers";
import { pacedSeconds, until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { on, page } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { Sampler } from "../support/sampler";
import { leaks, secretsIn } from "../support/secrets";
import { healthy, type NodeRow, nodesOf } from "../support/swarm";

/*
 * The main job on real machines with the real engine: three managers and a worker are made, run stacks, grow, survive a
 * killed run and a failed deployment, serve storage and are removed. The tests build on each other, as the life of a cluster does.
 */
const LAB = "test-core";
const managers = { name: "manager", role: "manager", count: 3 };
const workers = (count: number) => ({ name: "worker", role: "worker", count });
const shared = { name: "shared", file: "examples/nfs/stack.yaml" };
const hello = (...more: object[]) => ({
  pools: [managers, workers(1)],
  stacks: ["hello", ...more],
});
const names = (rows: NodeRow[]) => rows.map((row) => row.Hostname).sort();
const NAMES = ["manager-1", "manager-2", "manager-3", "worker-1"];

describe("a cluster on the lab", () => {
  const program = programOf(LAB);
  let sampler: Sampler;

  beforeAll(async () => {
    sampler = new Sampler(LAB);
  });
  afterAll(async () => {
    await sampler.stop();
  });

  step("up makes every machine a node and runs the stack", async () => {
    await program.configure(hello());
    expectSuccess(await program.up());
    const { nodes: declared, services } = await program.outputs();
    expect(declared.map(({ name, role }) => `${name} ${role}`)).toEqual([
      "manager-1 manager",
      "manager-2 manager",
      "manager-3 manager",
      "worker-1 worker",
    ]);
    expect(services).toEqual([
      { stack: "hello", name: "hello_web", image: "busybox:1.37", mode: "replicated", running: 3, desired: 3 },
    ]);
    const rows = await nodesOf(LAB, "manager-1");
    expect(names(rows)).toEqual(NAMES);
    expect(rows.every(({ Status }) => Status === "Ready")).toBe(true);
    expect(rows.filter(({ ManagerStatus }) => ManagerStatus === "Leader")).toHaveLength(1);
    expect(rows.filter(({ ManagerStatus }) => ManagerStatus === "Reachable")).toHaveLength(2);
  });

  test("the routing mesh answers on every node", async () => {
    const { endpoints } = await program.outputs();
    expect(endpoints.map(({ machine }) => machine)).toEqual(NAMES);
    for (const { url } of endpoints) expect(await page(url)).toMatch(/^hello from /);
  });

  test("no token and no key stands in state, output or a command line (F36)", async () => {
    await sampler.stop();
    for (const name of ["here", ...NAMES]) {
      expect(sampler.looks.get(name)).toBeGreaterThan(1);
    }
    const tokens = await on(LAB, "manager-1", "docker swarm join-token -q manager; docker swarm join-token -q worker");
    expect(tokens.split("\n")).toHaveLength(2);
    // What is searched for is there in plain when it is asked for, so that not finding it means something.
    const secrets = secretsIn(await program.revealed());
    expect([...secrets]).toEqual(expect.arrayContaining(tokens.split("\n")));
    expect([...secrets]).toContainEqual(expect.stringContaining("PRIVATE KEY"));
    expect(await program.leaksOf(secrets)).toEqual([]);
    expect(leaks(secrets, { commandLines: [...sampler.seen].join("\n") })).toEqual([]);
  });

  test("a second up, a refresh and a preview change nothing (F38)", async () => {
    const again = await program.up("--expect-no-changes");
    expectSuccess(again);
    expect(again.text).toMatch(/Resources:\s+\d+ unchanged/);
    expectSuccess(await program.refresh());
    expectSuccess(await program.preview("--expect-no-changes"));
  });

  test("the next up repairs a run whose plugin was killed after a worker joined, and the worker leaves as declared (F34)", async () => {
    await program.configure({ ...hello(), pools: [managers, workers(2)] });
    const run = program.beginUp();
    await run.reaches("the worker", async () => ((await nodesOf(LAB, "manager-1")).length === 5 ? true : undefined));
    if (await run.kill("plugin")) expect((await run.done).code).not.toBe(0);
    expectSuccess(await program.up());
    expect(names(await healthy(LAB, "manager-1", 5))).toEqual([...NAMES, "worker-2"]);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    await program.configure(hello());
    expectSuccess(await program.up());
    expect(names(await nodesOf(LAB, "manager-1"))).toEqual(NAMES);
  });

  test("a failed deploy says why, and the next up repairs it", async () => {
    await program.configure(
      hello({ name: "other", file: "test/lab/support/stacks/broken.yaml", timeout: pacedSeconds(45) }),
    );
    const failed = await program.up();
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/other_web|web/);
    expect(failed.text).toMatch(/nothing\/like-it:1\.0/);
    expect(failed.text).toMatch(/No such image/);
    await program.configure(
      hello({ name: "other", file: "test/lab/support/stacks/mended.yaml", timeout: pacedSeconds(120) }),
    );
    expectSuccess(await program.up());
    const { services } = await program.outputs();
    expect(services.find(({ name }) => name === "other_web")).toMatchObject({ running: 1, desired: 1 });
  });

  test("a service scaled by hand is seen by a refresh and restored by the next up", async () => {
    await program.configure(hello());
    expectSuccess(await program.up());
    await on(LAB, "manager-1", "docker service scale --detach hello_web=1");
    expectSuccess(await program.up("--refresh"));
    const replicas = "docker service inspect hello_web --format '{{.Spec.Mode.Replicated.Replicas}}'";
    expect(await on(LAB, "manager-1", replicas)).toBe("3");
  });

  test("a service keeps its data on the storage that a node serves", async () => {
    await program.configure({ ...hello(shared), nfs: { exports: [{ path: "/srv/data" }], on: "manager-1" } });
    expectSuccess(await program.up());
    const beat = async () => Number(await on(LAB, "manager-1", "cat /srv/data/beat"));
    const before = await beat();
    const newer = async () => ((await beat()) > before ? true : undefined);
    await until(newer, { what: "a newer beat", deadlineMs: 60_000 });
    const { urls } = await program.outputs();
    expect(Number(await page(`${urls["shared:8090"]?.replace(/^tcp/, "http")}/beat`))).toBeGreaterThan(before);
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await program.destroy());
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to be gone",
      deadlineMs: 20_000,
    });
    expect(await leftovers(LAB)).toEqual([]);
  });
});
