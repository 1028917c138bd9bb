import { leftovers } from "../../lab/leftovers";
import { until } from "../lab/support/jest/pace";
import { step } from "../lab/support/jest/steps";
import { page } from "../lab/support/machines";
import { expectSuccess } from "../lab/support/program";
import { awsPlace, CloudProgram } from "./program";

/* The real program for AWS against a stand-in for its plugin: instances are machines of the lab, security groups hold. */
// Machines boot, install packages and wait out what is closed: on a busy computer more than the ten minutes of a lab test.
jest.setTimeout(1_200_000);

const LAB = "test-aws";
const settings = (workers: number, size = "t3.small") => ({
  source: "aws",
  cloud: {
    ...awsPlace,
    clients: ["127.0.0.1/32"],
    size,
    nfs: { volume: 1 },
  },
  pools: [
    { name: "manager", role: "manager", count: 1 },
    { name: "worker", role: "worker", count: workers },
  ],
  engine: { source: "distribution" },
  stacks: [{ name: "shared", file: "test/cloud/stack.yaml" }],
});

describe("a swarm at a stand-in for AWS", () => {
  let cloud: CloudProgram;

  beforeAll(async () => {
    cloud = await CloudProgram.open("aws", LAB);
  });
  afterAll(() => cloud.close());

  const on = async (name: string, command: string) => (await (await cloud.host(name)).run(command)).stdout.trim();

  test("a size that the zone does not have is refused before anything is made", async () => {
    await cloud.pulumi.configure(settings(1, "m7g.large"));
    const refused = await cloud.pulumi.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/swarm:pools\[1\]\.size \(m7g\.large\) is not offered in eu-central-1a now/);
    expect(cloud.left()).toEqual([]);
  });

  step("up makes a working swarm with storage and a stack", async () => {
    await cloud.pulumi.configure(settings(0));
    expectSuccess(await cloud.pulumi.up());
    const { services, endpoints } = await cloud.pulumi.outputs();
    expect(services).toMatchObject([{ name: "shared_writer", running: 1, desired: 1 }]);
    for (const { url } of endpoints) {
      expect(Number(await page(`${url.replace(/^tcp/, "http")}/beat`))).toBeGreaterThan(1e9);
    }
    expect(await on("nfs", "findmnt -no FSTYPE /srv/nfs")).toBe("ext4");
  });

  test("a host is known by a key that was made on it; its user is the image's own", async () => {
    const { user, hostKey } = await cloud.connection("manager-1");
    expect(user).toBe("admin");
    expect(await on("manager-1", "cat /etc/ssh/ssh_host_ed25519_key.pub")).toBe(hostKey);
    await expect(cloud.host("manager-1", { user: "root" })).rejects.toMatchObject({ code: "SSH_AUTH_FAILED" });
  });

  test("a second up and a refresh change nothing (F38)", async () => {
    expectSuccess(await cloud.pulumi.up("--refresh", "--expect-no-changes"));
  });

  test("scaling out takes the worker in, and its nodes reach each other", async () => {
    await cloud.pulumi.configure(settings(1));
    expectSuccess(await cloud.pulumi.up());
    const { nodes, endpoints } = await cloud.pulumi.outputs();
    expect(nodes.map(({ name }) => name)).toEqual(["manager-1", "worker-1"]);
    for (const { url } of endpoints) {
      expect(Number(await page(`${url.replace(/^tcp/, "http")}/beat`))).toBeGreaterThan(1e9);
    }
  });

  test("machines of another size are other machines: the only manager hands over, and the swarm stays the same", async () => {
    const swarmId = "docker info --format '{{.Swarm.Cluster.ID}}'";
    const before = await on("manager-1", swarmId);
    const { hostKey } = await cloud.connection("manager-1");
    await cloud.pulumi.configure(settings(1, "t3.medium"));
    expectSuccess(await cloud.pulumi.up());
    expect((await cloud.connection("manager-1")).hostKey).not.toBe(hostKey);
    expect(await on("manager-1", swarmId)).toBe(before);
    const nodes = await on("manager-1", "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'");
    expect(nodes.split("\n").sort()).toEqual(["manager-1 Ready Leader", "worker-1 Ready"]);
    // What ran on the old machines starts on the new ones, with an image that they have yet to fetch.
    const { endpoints } = await cloud.pulumi.outputs();
    for (const { url } of endpoints) {
      expect(Number(await page(`${url.replace(/^tcp/, "http")}/beat`, 180_000))).toBeGreaterThan(1e9);
    }
    expect(cloud.left().filter((thing) => thing.startsWith("Instance"))).toHaveLength(3);
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await cloud.pulumi.destroy());
    expect(cloud.left()).toEqual([]);
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to be gone",
      deadlineMs: 20_000,
    });
  });
});
