import { exposures } from "./exposure";
import { violations } from "./invariant";
import { PaperProgram } from "./program";

/*
 * Whatever changes, after each request of the cloud every living machine lets in what it needs and nothing that is not
 * declared. The engine and the program are the real ones; cloud and swarm are on paper.
 */
jest.setTimeout(1_200_000);

type Cloud = "digitalocean" | "aws";
type Settings = Record<string, unknown>;

const places = {
  digitalocean: { region: "fra1", image: "debian-13-x64" },
  aws: { region: "eu-central-1", image: "debian-13" },
};
const machines = { digitalocean: "Droplet", aws: "Instance" };
const otherSize = { digitalocean: "s-2vcpu-2gb", aws: "t3.medium" };
const admin = "203.0.113.7/32";

const pool = (name: string, role: string, count: number, more: Settings = {}) => ({ name, role, count, ...more });
const zones = (cloud: Cloud, letters: string) =>
  cloud === "aws" ? { zones: [...letters].map((letter) => `eu-central-1${letter}`) } : {};

describe.each(["digitalocean", "aws"] as const)("%s", (cloud) => {
  let program: PaperProgram;
  beforeAll(async () => {
    program = await PaperProgram.open(cloud);
  });
  afterAll(() => program.close());

  const configure = (pools: Settings[], place: Settings, more: Settings = {}) =>
    program.configure({
      ...{ source: cloud, stacks: ["hello"], pools, ...more },
      cloud: { admins: [admin], nfs: {}, ...places[cloud], ...zones(cloud, "a"), ...place },
    });

  /** What is wrong after each request of a run, with the request. */
  const faults = async (run: () => Promise<unknown>) => {
    const before = exposures(cloud, program.things());
    const moments = await program.watched(run);
    const ends = { before, after: exposures(cloud, program.things()) };
    expect(moments.length).toBeGreaterThan(0);
    return moments.flatMap(({ request, things }) =>
      violations(exposures(cloud, things), ends).map((text) => `after ${request}: ${text}`),
    );
  };

  test("a new cluster", async () => {
    await configure([pool("manager", "manager", 1), pool("worker", "worker", 1), pool("spare", "worker", 1)], {});
    expect(await faults(() => program.up())).toEqual([]);
  });

  test("more machines, a load balancer, reserved addresses and a second zone", async () => {
    const pools = [pool("manager", "manager", 3), pool("worker", "worker", 2), pool("spare", "worker", 1)];
    await configure(pools, { loadBalancer: true, reservedIps: "managers", ...zones(cloud, "ab") });
    expect(await faults(() => program.up())).toEqual([]);
  });

  test("another size, other admins and clients, a node that becomes a manager", async () => {
    const worker = pool("worker", "worker", 2, { size: otherSize[cloud] });
    const place = { admins: [admin, "198.51.100.0/24"], clients: ["198.51.100.0/24"], loadBalancer: true };
    const pools = [pool("manager", "manager", 3), worker, pool("spare", "manager", 1)];
    await configure(pools, { ...place, reservedIps: "managers", ...zones(cloud, "ab") });
    expect(await faults(() => program.up())).toEqual([]);
  });

  test("a replaced manager, fewer machines, no load balancer and no storage", async () => {
    const pools = [pool("manager", "manager", 3), pool("worker", "worker", 1), pool("spare", "worker", 1)];
    await configure(
      pools,
      { reservedIps: "managers", ...zones(cloud, "ab"), nfs: undefined },
      { allow: ["deleteVolumes"] },
    );
    const urn = await program.urn(machines[cloud], "manager-2");
    expect(await faults(() => program.up("--replace", urn))).toEqual([]);
  });

  test("another name is refused and a renamed stack changes nothing", async () => {
    const pools = [pool("manager", "manager", 3), pool("worker", "worker", 1), pool("spare", "worker", 1)];
    const place = { reservedIps: "managers", ...zones(cloud, "ab"), nfs: undefined };
    const before = program.things();
    await configure(pools, { ...place, name: "blog" });
    expect(await program.refused()).toMatch(/cloud\.name: blog is not what the cluster was made with: paper-dev/);
    await configure(pools, place);
    await program.rename("prod");
    await program.up("--expect-no-changes");
    expect(program.things()).toEqual(before);
  });

  test("a destroyed cluster", async () => {
    expect(await faults(() => program.destroy())).toEqual([]);
    expect(program.left()).toEqual([]);
  });
});
