import * as pulumi from "@pulumi/pulumi";
import { run } from "../../../../../infra/program";
import { costText } from "../../../../../infra/sources/cloud/offers/cost";
import type { CloudMachines } from "../../../../../infra/sources/cloud/source";
import { configured } from "../../../configured";
import { record } from "../../../recorded";
import { drained } from "./plan";

// Under jest the clouds' packages take seconds to load.
jest.setTimeout(60_000);

const admins = ["203.0.113.7/32"];
function machinesOf(values: Record<string, unknown>) {
  const { machines } = configured(values);
  if (!("place" in machines)) throw new Error("no cloud");
  return machines as CloudMachines;
}
function estimate(values: Record<string, unknown>) {
  return machinesOf(values).estimate([{ size: "s-1vcpu-2gb", places: ["fra1"], monthly: 12 }]);
}

test("DigitalOcean: machines, balancer, NFS host and volume", () => {
  const cloud = { region: "fra1", admins, nfs: { volume: 100 }, loadBalancer: true };
  const found = estimate({ source: "digitalocean", cloud, stacks: ["hello"] });
  expect(found.lines).toEqual([
    { count: 3, what: "s-1vcpu-2gb (manager)", monthly: 36 },
    { count: 2, what: "s-1vcpu-2gb (worker)", monthly: 24 },
    { count: 1, what: "s-1vcpu-2gb (nfs)", monthly: 12 },
    { count: 100, what: "GiB volume (nfs)", monthly: 10 },
    { count: 1, what: "load balancer", monthly: 12 },
  ]);
  expect(found.total).toBe(94);
  expect(costText(found)).toBe(
    [
      "Estimated cost: about $94.00 a month",
      "     $36.00  3 × s-1vcpu-2gb (manager)",
      "     $24.00  2 × s-1vcpu-2gb (worker)",
      "     $12.00  1 × s-1vcpu-2gb (nfs)",
      "     $10.00  100 × GiB volume (nfs)",
      "     $12.00  1 × load balancer",
      "  An estimate by list prices of 2025-06 (all regions; machines at what DigitalOcean says now), without taxes and traffic.",
    ].join("\n"),
  );
});

test("AWS: disks and addresses count; what is not in the table is named", () => {
  const pools = [
    { name: "manager", role: "manager", count: 3 },
    { name: "worker", role: "worker", count: 2, size: "z9.huge", spot: true },
  ];
  const found = estimate({ source: "aws", pools, cloud: { region: "eu-central-1", admins } });
  expect(found.lines.map(({ count, what }) => `${count} ${what}`)).toEqual([
    "3 t3.small (manager)",
    "100 GiB root disks",
    "5 public addresses",
  ]);
  expect(found.total).toBeCloseTo(3 * 0.0208 * 730 + 8 + 5 * 3.65, 2);
  expect(found.unknown).toEqual(["2 × z9.huge (worker, spot: at most)"]);
  expect(costText(found)).toContain("not counted: 2 × z9.huge");
});

test("AWS, private: bastion, gateway and its address", () => {
  const cloud = { region: "eu-central-1", admins, addresses: "private", nfs: { kind: "efs" } };
  const found = estimate({ source: "aws", cloud });
  expect(found.lines.map(({ count, what }) => `${count} ${what}`)).toEqual([
    "3 t3.small (manager)",
    "2 t3.small (worker)",
    "1 t3.small (bastion)",
    "110 GiB root disks",
    "2 public addresses",
    "1 NAT gateway",
  ]);
  expect(found.unknown).toEqual([expect.stringMatching(/EFS at \$0\.3 for each GiB/)]);
});

describe("a preview asks the cloud", () => {
  /** What is told and warned of, or the reason why the plan is refused. */
  async function told(values: Record<string, unknown>): Promise<string> {
    await record(true);
    const [warn, info] = (["warn", "info"] as const).map((kind) => jest.spyOn(pulumi.log, kind).mockResolvedValue());
    return machinesOf(values)
      .preview()
      .then(
        () => [...(warn?.mock.calls ?? []), ...(info?.mock.calls ?? [])].map(([text]) => text).join("\n"),
        (error: Error) => error.message,
      );
  }
  const pool = (size: string, more = {}) => ({ name: "worker", role: "worker", count: 3, size, ...more });
  const manager = { name: "manager", role: "manager", count: 1 };
  const fra1 = { source: "digitalocean", cloud: { region: "fra1", admins } };
  const frankfurt = { source: "aws", cloud: { region: "eu-central-1", admins } };

  test("what its machines cost", async () => {
    expect(await told(fra1)).toMatch(/^Estimated cost: about \$60\.00 a month/);
  });

  test.each([
    [
      "c-2",
      /swarm:pools\[1\]\.size \(c-2\) is not offered in fra1 now, but in nyc1: choose another[\s\S]*if a machine is to be made\nEstimated/,
    ],
    ["g-40vcpu-160gb", /\(g-40vcpu-160gb\) is not offered in fra1 now: choose another[\s\S]*\nEstimated/],
    ["s-9vcpu-9gb", /\(s-9vcpu-9gb\) is not offered in fra1 now[\s\S]*\nEstimated/],
  ])("DigitalOcean: %s is warned of, as machines that have it go on", async (size, text) => {
    expect(await told({ ...fra1, pools: [manager, pool(size)] })).toMatch(text);
  });

  test("AWS: a size in the zones where its machines stand", async () => {
    const text =
      /swarm:pools\[1\]\.size \(m7g\.large\) is not offered in eu-central-1c now, but in eu-central-1a, eu-central-1b/;
    expect(await told({ ...frankfurt, pools: [manager, pool("m7g.large")] })).toMatch(text);
    expect(await told({ ...frankfurt, pools: [manager, pool("m7g.large", { count: 2 })] })).toMatch(/Estimated cost/);
    const zones = ["eu-central-1b"];
    expect(await told({ ...frankfurt, pools: [manager, pool("m7g.large", { zones })] })).toMatch(/Estimated cost/);
  });

  test("AWS: the sizes of bastion and NFS host as well", async () => {
    const cloud = { ...frankfurt.cloud, addresses: "private", bastion: { size: "z9.huge" }, nfs: { size: "z9.huge" } };
    const text = await told({ ...frankfurt, cloud });
    expect(text).toMatch(/has 2 problems/);
    expect(text).toMatch(/swarm:cloud\.nfs\.size \(z9\.huge\) is not offered in eu-central-1a now/);
    expect(text).toMatch(/swarm:cloud\.bastion\.size \(z9\.huge\)/);
  });
});

test.each([
  [true, 1],
  [false, 0],
])("preview %p: told %i time(s)", async (preview, times) => {
  const recorded = await record(preview);
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue();
  await run(configured({ source: "digitalocean", cloud: { region: "fra1", admins } }));
  await drained(recorded);
  expect(info.mock.calls.filter(([text]) => text.startsWith("Estimated cost: about $60.00 a month"))).toHaveLength(
    times,
  );
});
