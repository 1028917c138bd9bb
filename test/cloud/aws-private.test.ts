import { step } from "../lab/support/jest/steps";
import { expectSuccess } from "../lab/support/program";
import { awsPlace, CloudProgram } from "./program";

/* The real program for AWS against a stand-in for its plugin, with machines that only a bastion leads to. */
jest.setTimeout(1_200_000);

const settings = {
  source: "aws",
  cloud: {
    ...awsPlace,
    addresses: "private",
    nfs: { volume: 1 },
  },
  pools: [{ name: "manager", role: "manager", count: 1 }],
  engine: { source: "distribution" },
  stacks: [{ name: "shared", file: "test/cloud/stack.yaml" }],
};

// What every image with cloud-init has.
const BEAT = `python3 -c 'from urllib.request import urlopen; print(urlopen("http://127.0.0.1:8090/beat").read().decode())'`;

describe("a swarm behind a bastion at a stand-in for AWS", () => {
  let cloud: CloudProgram;

  beforeAll(async () => {
    cloud = await CloudProgram.open("aws", "test-aws-private");
  });
  afterAll(() => cloud.close());

  const on = async (name: string, command: string) => (await (await cloud.host(name)).run(command)).stdout.trim();

  step("up makes a working swarm with storage and a stack through it", async () => {
    await cloud.pulumi.configure(settings);
    expectSuccess(await cloud.pulumi.up());
    const { services, nodes, endpoints } = await cloud.pulumi.outputs();
    expect(services).toMatchObject([{ name: "shared_writer", running: 1, desired: 1 }]);
    expect(nodes).toMatchObject([{ name: "manager-1", address: expect.stringMatching(/^10\.77\.0\.1[34]\d$/) }]);
    // Nobody reaches a published port from outside without a balancer.
    expect(endpoints).toEqual([]);
    expect(Number(await on("manager-1", BEAT))).toBeGreaterThan(1e9);
  });

  test("every machine is reached by its private address, through the bastion, whose key was made on it too", async () => {
    const connections = await Promise.all(["manager-1", "nfs"].map((name) => cloud.connection(name)));
    for (const { host, hostKey, jump } of connections) {
      expect(host).toMatch(/^10\.77\.0\./);
      expect(jump).toMatchObject({ host: expect.stringMatching(/^127\./), user: "admin" });
      expect(jump?.hostKey).not.toBe(hostKey);
    }
    expect(new Set(connections.map(({ jump }) => jump?.hostKey)).size).toBe(1);
  });

  test("a second up and a refresh change nothing", async () => {
    expectSuccess(await cloud.pulumi.up("--refresh", "--expect-no-changes"));
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await cloud.pulumi.destroy());
    expect(cloud.left()).toEqual([]);
  });
});
