import { step } from "../lab/support/jest/steps";
import { page } from "../lab/support/machines";
import { expectSuccess } from "../lab/support/program";
import { CloudProgram } from "./program";

/* The real program for DigitalOcean against a stand-in for its plugin, whose reserved addresses lead to machines of the lab. */
jest.setTimeout(1_200_000);

const settings = {
  source: "digitalocean",
  cloud: {
    region: "fra1",
    name: "swarm",
    admins: ["127.0.0.1/32"],
    clients: ["127.0.0.0/8"],
    network: "10.77.0.0/24",
    image: "debian-13-x64",
    reservedIps: "managers",
  },
  pools: [
    { name: "manager", role: "manager", count: 1 },
    { name: "worker", role: "worker", count: 1 },
  ],
  engine: { source: "distribution" },
  stacks: [{ name: "page", file: "test/cloud/page.yaml" }],
};

describe("a swarm with a reserved address at a stand-in for DigitalOcean", () => {
  let cloud: CloudProgram;
  let urls: string[];

  beforeAll(async () => {
    cloud = await CloudProgram.open("digitalocean", "test-reserved");
  });
  afterAll(() => cloud.close());

  const endpoints = async () =>
    (await cloud.pulumi.outputs()).endpoints.map(({ url }) => url.replace(/^tcp/, "http")).sort();

  step(
    "up makes a working swarm, which answers at the reserved address and is reached at the droplet's own",
    async () => {
      await cloud.pulumi.configure(settings);
      expectSuccess(await cloud.pulumi.up());
      urls = await endpoints();
      expect(urls).toHaveLength(2);
      const { host } = await cloud.connection("manager-1");
      expect(urls).not.toContain(`http://${host}:8090`);
      expect(urls).toContain(`http://${(await cloud.connection("worker-1")).host}:8090`);
      for (const url of urls) expect(await page(url)).toBe("here\n");
    },
  );

  test("the address follows the manager's successor, where the stack answers", async () => {
    const { host } = await cloud.connection("manager-1");
    expectSuccess(await cloud.pulumi.up("--replace", await cloud.urn("droplet:Droplet", "manager-1")));
    expect((await cloud.connection("manager-1")).host).not.toBe(host);
    expect(await endpoints()).toEqual(urls);
    for (const url of urls) expect(await page(url)).toBe("here\n");
    await expect(fetch(`http://${host}:8090`)).rejects.toThrow();
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await cloud.pulumi.destroy());
    expect(cloud.left()).toEqual([]);
  });
});
