import * as pulumi from "@pulumi/pulumi";
import { costText, estimateCost } from "../../../infra/cost/estimate";
import { program } from "../../../infra/program";
import { record } from "../recorded";
import { cloudConfig, drained } from "./plan";

const admins = ["203.0.113.7/32"];
function estimate(values: Record<string, unknown>) {
  const { machines } = cloudConfig(values);
  if (!("place" in machines)) throw new Error("no cloud");
  return estimateCost(machines.source, machines.pools, machines.place);
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
      "  An estimate by list prices of 2025-06 (all regions), without taxes and traffic.",
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

test.each([
  [true, 1],
  [false, 0],
])("preview %p: told %i time(s)", async (preview, times) => {
  const recorded = await record(preview);
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue();
  program(cloudConfig({ source: "digitalocean", cloud: { region: "fra1", admins } }));
  await drained(recorded);
  expect(info.mock.calls.filter(([text]) => text.startsWith("Estimated cost: about $60.00 a month"))).toHaveLength(
    times,
  );
});
