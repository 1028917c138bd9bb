import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { privateKey, publicKey } from "../environment";
import { outputs, record, settled } from "../recorded";

jest.mock("pulumi-swarm", () => require("../../../infra/exports"), { virtual: true });

const root = join(__dirname, "../../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** What a program says once its server is declared, without imports and exports. */
const handOver = read("examples/typescript/server/index.ts").split("\n\n")[1] ?? "";

test("README hands over another provider's server in five lines, as the example does", () => {
  expect(handOver.trim().split("\n")).toHaveLength(5);
  expect(read("README.md")).toContain(handOver);
});

interface Example {
  dockerHost: pulumi.Output<string>;
  nodeIds: pulumi.Output<string>[];
}

test.each([
  ["makes a cluster on another provider's server", false],
  ["is previewed before that server exists", true],
])(
  "the example %s",
  async (_, preview) => {
    const droplet = "digitalocean:index/droplet:Droplet";
    const answers = {
      ...outputs,
      "swarm:index:KeyPair": () => ({ publicKey, privateKey }),
      [droplet]: () => ({ ipv4Address: "203.0.113.9", ipv4AddressPrivate: "10.20.0.9" }),
    };
    let example: Example | undefined;
    const recorded = await record(preview, undefined, ({ type }) => type === droplet, answers);
    jest.isolateModules(() => {
      example = require("../../../examples/typescript/server");
    });
    await pulumi.runtime.disconnect();
    const node = recorded.find(({ type }) => type === "swarm:index:Node");
    expect(node?.inputs).toMatchObject({ name: "manager-1", role: "manager" });
    expect(recorded.find(({ type }) => type === "swarm:index:Engine")?.deletedWith).toBe(`${droplet}::manager-1`);
    if (preview) return;
    expect(node?.inputs).toMatchObject({ address: "10.20.0.9", connection: { host: "203.0.113.9" } });
    expect(await settled(example?.dockerHost as pulumi.Output<string>)).toBe("ssh://root@203.0.113.9");
  },
  120_000,
);
