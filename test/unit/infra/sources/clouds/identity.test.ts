import { environment } from "../../../environment";
import { type Before, stateOf } from "../../../recorded";
import { refusal } from "./changes/refusal";
import { declare, find } from "./plan";

// Under jest the clouds' packages take seconds to load.
jest.setTimeout(60_000);

const stack = (name: string) => environment({ project: "shop", stack: name });
const values = (source: string, region: string, cloud: Record<string, unknown> = {}) => ({
  source,
  cloud: { region, admins: ["203.0.113.7/32"], nfs: {}, ...cloud },
  stacks: ["hello"],
});

describe.each([
  ["digitalocean", "fra1", { loadBalancer: true, reservedIps: "all" }],
  ["aws", "eu-central-1", { loadBalancer: true, reservedIps: "all" }],
])("%s", (source, region, more) => {
  test("a renamed stack changes nothing, and what comes later has the old name, too", async () => {
    const before = await declare(values(source, region, more), undefined, stack("dev"));
    const after = await declare(values(source, region, more), stateOf(before.recorded), stack("prod"));
    expect(stateOf(after.recorded)).toEqual(stateOf(before.recorded));
    const { recorded } = await declare(values(source, region, more), undefined, stack("prod"));
    expect(stateOf(recorded)).not.toEqual(stateOf(before.recorded));
    const grown = { ...values(source, region, more), pools: [{ name: "m", role: "manager", count: 1 }] };
    const machine = find(
      (await declare(grown, stateOf(before.recorded), stack("prod"))).recorded,
      machineOf(source),
      "m-1",
    );
    expect(machine.inputs.name ?? (machine.inputs.tags as Record<string, string>).Name).toBe("shop-dev-m-1");
  });

  test("another name, region, network or VPC is refused with the way back, and the first name stays", async () => {
    const own = { name: "shop" };
    const before = stateOf((await declare(values(source, region, own))).recorded);
    expect(refusal(before, before)).toBeUndefined();
    const change = async (cloud: Record<string, unknown>) => {
      const { recorded } = await declare(values(source, region, { ...own, ...cloud }), before);
      return { after: stateOf(recorded), text: refusal(before, stateOf(recorded)) };
    };
    const renamed = await change({ name: "blog" });
    expect(renamed.text).toMatch(
      /cloud\.name: blog is not what the cluster was made with: shop\..*`pulumi config set --path 'swarm:cloud\.name' shop`/,
    );
    const ofCloud = (state: Before) => [...state].filter(([key]) => key.startsWith(`${source}:`));
    expect(ofCloud(renamed.after)).toEqual(ofCloud(before));
    expect((await change({ network: "10.67.0.0/16" })).text).toMatch(
      /cloud\.network: 10\.67\.0\.0\/16 .* made with: 10\.66\.0\.0\/16/,
    );
    const vpc = {
      vpc: "vpc-1",
      network: "10.66.0.0/16",
      ...(source === "aws" && { subnets, zones: Object.keys(subnets) }),
    };
    expect((await change(vpc)).text).toMatch(
      /cloud\.vpc: vpc-1 .*: none\..*`pulumi config rm --path 'swarm:cloud\.vpc'`/,
    );
    const other = source === "aws" ? "eu-west-1" : "nyc1";
    expect((await change({ region: other })).text).toMatch(new RegExp(`cloud\\.region: ${other} .*: ${region}\\.`));
  });

  test("a cluster that was made before settings were kept has its name in its key, and nothing else is refused", async () => {
    const { recorded } = await declare(values(source, region, { name: "shop" }));
    const old = new Map([...stateOf(recorded)].map(([key, { fixed: _, ...inputs }]) => [key, inputs]));
    const same = await declare(values(source, region), old, stack("prod"));
    expect(refusal(old, stateOf(same.recorded))).toBeUndefined();
    const { recorded: other } = await declare(values(source, region, { name: "blog" }), old);
    expect(refusal(old, stateOf(other))).toMatch(/cloud\.name: blog is not .*: shop\./);
  });
});

test("nothing but a new key pair replaces the key that the machines let in", async () => {
  const { recorded } = await declare(values("aws", "eu-central-1"));
  const { ignoreChanges, inputs } = find(recorded, "KeyPair", "ssh");
  expect(Object.keys(inputs).filter((key) => inputs[key] !== undefined && !ignoreChanges.includes(key))).toEqual([]);
});

const subnets = { "eu-central-1a": "subnet-1" };
const machineOf = (source: string) => (source === "aws" ? "Instance" : "Droplet");
