import { stateOf } from "../../../../recorded";
import { declare, find } from "../plan";
import { refusal } from "./refusal";

// Under jest the clouds' packages take seconds to load.
jest.setTimeout(60_000);

const admins = ["203.0.113.7/32"];
const pools = [{ name: "manager", role: "manager", count: 1 }];
const aws = (cloud: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  ...{ source: "aws", pools, stacks: ["hello"], ...more },
  cloud: { name: "shop", region: "eu-central-1", admins, ...cloud },
});
const digitalOcean = (cloud: Record<string, unknown> = {}) => ({
  ...{ source: "digitalocean", pools },
  cloud: { name: "shop", region: "fra1", admins, ...cloud },
});

test("AWS: a load balancer that loses a zone is replaced only where that is allowed, and the preview says what clients see", async () => {
  const zones = (letters: string) => ({ loadBalancer: true, zones: [...letters].map((each) => `eu-central-1${each}`) });
  const before = stateOf((await declare(aws(zones("ab")))).recorded);
  const change = async (cloud: Record<string, unknown>, more?: Record<string, unknown>) =>
    refusal(before, stateOf((await declare(aws(cloud, more), before)).recorded));
  for (const letters of ["a", "ac"]) {
    expect(await change(zones(letters))).toMatch(
      /takes eu-central-1b from the load balancer, .* another name, and published ports answer at neither .*'swarm:allow\[0\]' replaceLoadBalancer/,
    );
  }
  expect(await change(zones("abc"))).toBeUndefined();
  expect(await change({ ...zones("a"), loadBalancer: false })).toBeUndefined();
  expect(await change(zones("a"), { allow: ["replaceLoadBalancer"] })).toBeUndefined();
});

test.each([
  ["another family of images in AWS", aws({ image: "debian-13" }), aws({ image: "ubuntu-24.04" }), "admin", "ubuntu"],
  ["another user in DigitalOcean", digitalOcean(), digitalOcean({ user: "deploy" }), "swarm", "deploy"],
])("%s is for machines to come: those that are there keep their user", async (_, first, second, old, next) => {
  const user = (recorded: Awaited<ReturnType<typeof declare>>["recorded"], name: string) =>
    (find(recorded, "Engine", `cluster-${name}`).inputs.connection as Record<string, unknown>).user;
  const { recorded: made } = await declare(first);
  expect(user(made, "manager-1")).toBe(old);
  const grown = { ...second, pools: [...pools, { name: "worker", role: "worker", count: 1 }] };
  const { recorded } = await declare(grown, stateOf(made));
  expect(user(recorded, "manager-1")).toBe(old);
  expect(user(recorded, "worker-1")).toBe(next);
  // The engine takes what the program says for a machine that is replaced.
  expect(find(recorded, "HostKey", "manager-1").ignoreChanges).toEqual(["connection.user"]);
});
