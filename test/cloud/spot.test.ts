import { until } from "../lab/support/jest/pace";
import { step } from "../lab/support/jest/steps";
import { page } from "../lab/support/machines";
import { expectSuccess } from "../lab/support/program";
import { awsPlace, CloudProgram } from "./program";

/*
 * The real program for AWS against a stand-in for its plugin: the file system is an NFS server of the lab, elastic
 * addresses lead to machines of the lab, and a spot instance is taken away.
 */
jest.setTimeout(1_200_000);

const settings = {
  source: "aws",
  cloud: { ...awsPlace, clients: ["127.0.0.0/8"], reservedIps: "all", nfs: { kind: "efs" } },
  pools: [
    { name: "manager", role: "manager", count: 1 },
    { name: "worker", role: "worker", count: 1, spot: true },
  ],
  engine: { source: "distribution" },
  stacks: [{ name: "kept", file: "test/cloud/kept.yaml" }],
};

describe("a swarm with a spot worker, elastic addresses and EFS at a stand-in for AWS", () => {
  let cloud: CloudProgram;
  let [manager, worker, first] = ["", "", ""];

  beforeAll(async () => {
    cloud = await CloudProgram.open("aws", "test-spot");
  });
  afterAll(() => cloud.close());

  const on = async (name: string, command: string) => (await (await cloud.host(name)).run(command)).stdout.trim();
  const urls = async () =>
    (await cloud.pulumi.outputs()).endpoints.map(({ url }) => url.replace(/^tcp/, "http")).sort();
  const at = async (name: string) => `http://${(await cloud.connection(name)).host}:8090`;

  step("up makes a working swarm, whose stack answers at the elastic addresses", async () => {
    await cloud.pulumi.configure(settings);
    expectSuccess(await cloud.pulumi.up());
    expect((await cloud.pulumi.outputs()).services).toMatchObject([{ name: "kept_web", running: 2, desired: 2 }]);
    [manager, worker] = [await at("manager-1"), await at("worker-1")];
    expect(await urls()).toEqual([manager, worker].sort());
    first = await page(`${manager}/first`);
    expect(first).toMatch(/^\w+/);
    expect(await page(`${worker}/first`)).toBe(first);
  });

  test("both nodes have the stack's data from the file system, over NFS 4.1", async () => {
    for (const name of ["manager-1", "worker-1"]) {
      const options = await on(name, "sudo findmnt -rno OPTIONS -t nfs4");
      expect(options).toContain("addr=10.77.0.250");
      expect(options).toContain("vers=4.1");
    }
  });

  step("the service goes on with its data while the worker is taken away", async () => {
    await cloud.interrupt("swarm-worker-1");
    const list = "docker service ps kept_web --filter desired-state=running --format '{{.CurrentState}} {{.Node}}'";
    const node = await on("manager-1", "hostname");
    await until(
      async () => {
        const tasks = (await on("manager-1", list)).split("\n");
        return tasks.length === 2 && tasks.every((task) => /^Running/.test(task) && task.endsWith(` ${node}`))
          ? true
          : undefined;
      },
      { what: "both tasks to run on the manager", deadlineMs: 180_000 },
    );
    expect(await page(`${manager}/first`)).toBe(first);
    await expect(fetch(`${worker}/first`)).rejects.toThrow();
  });

  step("the next up replaces the worker, and no stale node stays", async () => {
    const { hostKey } = await cloud.connection("worker-1");
    expectSuccess(await cloud.pulumi.up("--refresh"));
    expect((await cloud.connection("worker-1")).hostKey).not.toBe(hostKey);
    expect((await on("manager-1", "docker node ls --format '{{.Status}}'")).split("\n")).toEqual(["Ready", "Ready"]);
  });

  test("the worker's elastic address has followed its successor, where the stack answers with the same data", async () => {
    expect(await urls()).toEqual([manager, worker].sort());
    expect(await at("worker-1")).toBe(worker);
    expect(await page(`${worker}/first`)).toBe(first);
  });

  test("another up and a refresh change nothing", async () => {
    expectSuccess(await cloud.pulumi.up("--refresh", "--expect-no-changes"));
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await cloud.pulumi.destroy());
    expect(cloud.left()).toEqual([]);
  });
});
