import { get } from "node:http";
import { fillRegistry } from "../../lab/client";
import { Client } from "../lab/support/clients";
import { step } from "../lab/support/jest/steps";
import { page } from "../lab/support/machines";
import { expectSuccess } from "../lab/support/program";
import { awsPlace, CloudProgram } from "./program";

/* The real program for AWS against a stand-in for its plugin, whose load balancer forwards to machines of the lab. */
jest.setTimeout(1_200_000);

const settings = {
  source: "aws",
  cloud: {
    ...awsPlace,
    clients: ["127.0.0.0/8"],
    loadBalancer: { proxyProtocol: true },
  },
  pools: [
    { name: "manager", role: "manager", count: 1 },
    { name: "worker", role: "worker", count: 1 },
  ],
  engine: { source: "distribution" },
  stacks: ["edge"],
};

/** What a client at an address of loopback is answered. */
function ask(url: string, localAddress: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { localAddress }, (answer) => {
      let text = "";
      answer.on("data", (data) => {
        text += data;
      });
      answer.on("end", () => resolve(text.trim()));
    }).on("error", reject);
  });
}

describe("a swarm behind a load balancer at a stand-in for AWS", () => {
  let cloud: CloudProgram;
  let url: string;

  beforeAll(async () => {
    await fillRegistry(["haproxy:3.2-alpine", "nginxinc/nginx-unprivileged:1.29-alpine"], () => undefined);
    cloud = await CloudProgram.open("aws", "test-balancer");
  });
  afterAll(() => cloud.close());

  step("up makes a working swarm whose published ports answer at the balancer", async () => {
    await cloud.pulumi.configure(settings);
    expectSuccess(await cloud.pulumi.up());
    const { services, endpoints } = await cloud.pulumi.outputs();
    expect(services).toMatchObject([
      { name: "edge_edge", running: 2, desired: 2 },
      { name: "edge_web", running: 2, desired: 2 },
    ]);
    const urls = [...new Set(endpoints.map((endpoint) => endpoint.url))];
    expect(urls).toEqual([expect.stringMatching(/^http:\/\/127\.\S+:8089$/)]);
    url = urls[0] as string;
    await page(url);
  });

  test("services see the clients' own addresses, whatever the clients say", async () => {
    for (const address of ["127.9.8.7", "127.1.2.3"]) expect(await ask(url, address)).toBe(address);
  });

  test("clients see no failed request while the only manager is replaced by another machine", async () => {
    const client = new Client([url]);
    const { hostKey } = await cloud.connection("manager-1");
    expectSuccess(await cloud.pulumi.up("--replace", await cloud.urn("instance:Instance", "manager-1")));
    await client.stop();
    expect((await cloud.connection("manager-1")).hostKey).not.toBe(hostKey);
    expect(client.failures).toEqual([]);
    expect(client.answers).toBeGreaterThan(100);
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await cloud.pulumi.destroy());
    expect(cloud.left()).toEqual([]);
  });
});
