import { StandIn } from "./stand-in";

/* The stand-in for DigitalOcean refuses and replaces what the cloud and its provider do. */
const region = "fra1";
const publicKey = "ssh-ed25519 AAAA";
let cloud: StandIn;
let droplet: Record<string, unknown>;

beforeEach(async () => {
  cloud = new StandIn("digitalocean");
  const vpc = await cloud.make("index/vpc:Vpc", "network", { name: "shop", region, ipRange: "10.66.0.0/16" });
  const key = await cloud.make("index/sshKey:SshKey", "ssh", { name: "shop", publicKey });
  await cloud.make("index/tag:Tag", "node", { name: "shop-node" });
  droplet = {
    ...{ name: "shop-1", region, size: "s-1vcpu-2gb", image: "debian-13-x64", vpcUuid: vpc.id },
    ...{ sshKeys: [key.fingerprint], tags: ["shop-node"], userData: "#cloud-config" },
  };
});

const makeDroplet = (inputs: Record<string, unknown> = {}, name = "one") =>
  cloud.make("index/droplet:Droplet", name, { ...droplet, ...inputs });
const makeFirewall = () =>
  cloud.make("index/firewall:Firewall", "rules", {
    name: "shop-node",
    tags: ["shop-node"],
    inboundRules: [{ protocol: "tcp", portRange: "7946", sourceTags: ["shop-node"] }],
    outboundRules: [{ protocol: "tcp", portRange: "1-65535", destinationAddresses: ["0.0.0.0/0"] }],
  });
const makeBalancer = (more: Record<string, unknown> = {}) =>
  cloud.make("index/loadBalancer:LoadBalancer", "published", { ...balancer(), ...more });
const balancer = () => ({
  ...{ name: "shop", region, vpcUuid: droplet.vpcUuid, dropletTag: "shop-node" },
  forwardingRules: [{ entryPort: 80, entryProtocol: "tcp", targetPort: 80, targetProtocol: "tcp" }],
  healthcheck: { protocol: "tcp", port: 80 },
});

test.each([
  ["a size that it does not have", { size: "c-2" }, /invalid size/],
  ["a size that the region does not have", { region: "nyc1" }, /not available in this region/],
  ["an image that it does not have", { image: "windows" }, /invalid image/],
  ["a name that is no host's", { name: "shop_1" }, /the name of a droplet may have/],
  ["a key that it does not know", { sshKeys: ["bb:cc"] }, /invalid key identifiers/],
])("refuses a droplet with %s", async (_, inputs, message) => {
  await expect(makeDroplet(inputs)).rejects.toThrow(message);
});

test("refuses a region that it does not have", async () => {
  const network = { name: "other", region: "mars1", ipRange: "10.67.0.0/16" };
  await expect(cloud.make("index/vpc:Vpc", "other", network)).rejects.toThrow(/mars1 is an invalid region/);
});

test.each([
  ["a digit at the front", "2048-nfs", /the name of a volume may have/],
  ["a name that is taken in the region", "shop-nfs", /already exists/],
])("refuses a volume whose name has %s", async (_, name, message) => {
  await cloud.make("index/volume:Volume", "nfs", { name: "shop-nfs", region, size: 5 });
  await expect(cloud.make("index/volume:Volume", "two", { name, region, size: 5 })).rejects.toThrow(message);
});

test("a volume grows in place, and never shrinks", async () => {
  const volume = { name: "shop-nfs", region, size: 5 };
  await cloud.make("index/volume:Volume", "nfs", volume);
  expect(await cloud.plan("nfs", { ...volume, size: 8 })).toMatchObject({ changes: true, replaces: [] });
  await cloud.change("nfs", { ...volume, size: 8 });
  await expect(cloud.change("nfs", volume)).rejects.toThrow(/only be expanded/);
});

test("tags and keys are deleted before they are made anew", async () => {
  const [tag, key] = [
    await cloud.plan("node", { name: "x" }),
    await cloud.plan("ssh", { name: "shop", publicKey: "ssh-ed25519 BBBB" }),
  ];
  for (const plan of [tag, key]) expect(plan.deleteBeforeReplace).toBe(true);
});

test("a tag that goes takes the firewall from its droplets", async () => {
  await makeDroplet();
  await makeFirewall();
  await cloud.remove("node");
  expect(cloud.all("Droplet")).toMatchObject([{ tags: [] }]);
  expect(cloud.all("Firewall")).toMatchObject([{ tags: [], inboundRules: [{ sourceTags: [] }] }]);
});

test("a droplet's volumes are detached before it goes", async () => {
  const { id } = await makeDroplet();
  const { id: volumeId } = await cloud.make("index/volume:Volume", "nfs", { name: "shop-nfs", region, size: 5 });
  await cloud.make("index/volumeAttachment:VolumeAttachment", "attached", { dropletId: Number(id), volumeId });
  await expect(cloud.remove("nfs")).rejects.toThrow(/is attached/);
  await cloud.remove("one");
  expect(cloud.all("VolumeAttachment")).toEqual([]);
  await cloud.remove("nfs");
});

describe("a load balancer", () => {
  test("leads to the droplets with its tag, once their firewall lets it in", async () => {
    const { ip, id } = await makeBalancer({ enableProxyProtocol: true });
    await makeDroplet();
    await makeDroplet({ tags: [] }, "other");
    const way = { address: ip, port: 80, proxyProtocol: 1 };
    expect(cloud.ways()).toEqual([{ ...way, targets: [] }]);
    await cloud.make("index/firewall:Firewall", "published", {
      ...{ name: "shop-published", tags: ["shop-node"] },
      inboundRules: [{ protocol: "tcp", portRange: "80", sourceLoadBalancerUids: [id] }],
      outboundRules: [{ protocol: "icmp", destinationAddresses: ["0.0.0.0/0"] }],
    });
    expect(cloud.ways()).toEqual([{ ...way, targets: [{ machine: expect.stringMatching(/^shop-1-\d+$/), port: 80 }] }]);
  });

  const ports = { entryPort: 81, entryProtocol: "tcp", targetPort: 81, targetProtocol: "tcp" };

  test("goes back to the default project with each update that names none", async () => {
    const { loadBalancerUrn } = await makeBalancer();
    const project = { project: "p-1", resources: [loadBalancerUrn] };
    await cloud.make("index/projectResources:ProjectResources", "project", project);
    expect((await cloud.refresh("project")).inputs).toEqual(project);
    await cloud.change("published", { ...balancer(), forwardingRules: [ports] });
    expect((await cloud.refresh("project")).inputs).toEqual({ ...project, resources: [] });
  });

  test("stays in the project that it names", async () => {
    const { loadBalancerUrn } = await makeBalancer({ projectId: "p-1" });
    const project = { project: "p-1", resources: [loadBalancerUrn] };
    await cloud.make("index/projectResources:ProjectResources", "project", project);
    await cloud.change("published", { ...balancer(), projectId: "p-1", forwardingRules: [ports] });
    expect((await cloud.refresh("project")).inputs).toEqual(project);
  });

  test("needs a tag that is there", async () => {
    await expect(makeBalancer({ dropletTag: "other" })).rejects.toThrow(/no Tag other/);
  });
});

describe("a reserved address", () => {
  const reserve = (dropletId: number) => cloud.make("index/reservedIp:ReservedIp", "reserved", { region, dropletId });
  const owners = () => cloud.all<{ dropletId?: number }>("ReservedIp").map(({ dropletId }) => dropletId);

  test("has another URN in its project than the resource says", async () => {
    const { id } = await makeDroplet();
    const { reservedIpUrn, ipAddress } = await reserve(Number(id));
    const type = "index/projectResources:ProjectResources";
    await cloud.make(type, "project", { project: "p-1", resources: [reservedIpUrn] });
    expect((await cloud.refresh("project")).inputs.resources).toEqual([`do:floatingip:${ipAddress}`]);
  });

  test("whose first assignment failed is not assigned by an update", async () => {
    const dropletId = Number((await makeDroplet()).id);
    cloud.restart(2);
    await expect(reserve(dropletId)).rejects.toThrow(/503/);
    cloud.restart();
    await cloud.change("reserved", { region, dropletId });
    expect(owners()).toEqual([undefined]);
  });

  test("leads to the droplet that has it, at the ports that let somebody in", async () => {
    await cloud.make("index/firewall:Firewall", "published", {
      ...{ name: "shop-published", tags: ["shop-node"] },
      inboundRules: [{ protocol: "tcp", portRange: "80", sourceAddresses: ["127.0.0.0/8", "::1/128"] }],
      outboundRules: [{ protocol: "icmp", destinationAddresses: ["0.0.0.0/0"] }],
    });
    const { ipAddress } = await reserve(Number((await makeDroplet()).id));
    const way = (machine: RegExp) => [
      {
        ...{ address: ipAddress, port: 80, clients: ["127.0.0.0/8"], isUnchecked: true },
        targets: [{ machine: expect.stringMatching(machine), port: 80 }],
      },
    ];
    expect(cloud.ways()).toEqual(way(/^shop-1-/));
    const { id } = await makeDroplet({ name: "shop-2" }, "two");
    await cloud.change("reserved", { region, dropletId: Number(id) });
    expect(cloud.ways()).toEqual(way(/^shop-2-/));
    await cloud.remove("two");
    expect(cloud.ways()).toEqual([]);
  });

  test("is assigned by a resource of its own in the next run, and moves", async () => {
    const one = Number((await makeDroplet()).id);
    const two = Number((await makeDroplet({ name: "shop-2" }, "two")).id);
    const { ipAddress } = await cloud.make("index/reservedIp:ReservedIp", "reserved", { region });
    const assign = (name: string, dropletId: number) =>
      cloud.make("index/reservedIpAssignment:ReservedIpAssignment", name, { ipAddress, dropletId });
    cloud.restart(1);
    await expect(assign("first", one)).rejects.toThrow(/503/);
    cloud.restart();
    await assign("first", one);
    expect(owners()).toEqual([one]);
    // The new assignment comes before the old one goes.
    await assign("second", two);
    await cloud.remove("first");
    expect(owners()).toEqual([two]);
    await cloud.remove("two");
    expect(owners()).toEqual([undefined]);
  });
});
