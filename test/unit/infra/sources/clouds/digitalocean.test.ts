import { parse } from "yaml";
import { declare, find, plan, revealed } from "./plan";

// Under jest the cloud's package takes seconds to load, in the first test.
jest.setTimeout(60_000);

const pools = (managers: number, workers: number) => [
  { name: "manager", role: "manager", count: managers },
  { name: "worker", role: "worker", count: workers, size: "s-4vcpu-8gb", labels: { disk: "ssd" } },
];
const cloud = { name: "shop", region: "fra1", admins: ["203.0.113.7/32"] };
const base = { source: "digitalocean", pools: pools(1, 1), cloud };

const everywhere = ["0.0.0.0/0", "::/0"];
const outboundRules = [
  { protocol: "tcp", portRange: "1-65535", destinationAddresses: everywhere },
  { protocol: "udp", portRange: "1-65535", destinationAddresses: everywhere },
  { protocol: "icmp", destinationAddresses: everywhere },
];
const fromNodes = (portRange: string, protocol = "tcp") => ({ protocol, portRange, sourceTags: ["shop-node"] });
const ssh = { protocol: "tcp", portRange: "22", sourceAddresses: ["203.0.113.7/32"] };
const gossip = [fromNodes("7946"), fromNodes("7946", "udp"), fromNodes("4789", "udp")];
const droplet = (name: string, size: string, ...tags: string[]) => ({
  name: `shop-${name}`,
  region: "fra1",
  size,
  image: "ubuntu-24-04-x64",
  vpcUuid: "network-id",
  sshKeys: ["aa:bb"],
  tags,
  userData: "[secret]",
  monitoring: true,
  resizeDisk: false,
});

/** The firewall of droplets by their IDs. */
const guard = (group: string) => ({
  [`Firewall ${group}`]: {
    name: `shop-${group}`,
    dropletIds: [expect.any(Number)],
    inboundRules: [ssh],
    outboundRules,
  },
});

/** What every cluster has. */
const core = {
  "Vpc network": { name: "shop", region: "fra1", ipRange: "10.66.0.0/16" },
  "SshKey ssh": { name: "shop", publicKey: "ssh-ed25519 AAAA shop" },
  "Tag node": { name: "shop-node" },
  "Tag manager": { name: "shop-manager" },
  "Firewall node": { name: "shop-node", tags: ["shop-node"], inboundRules: [...gossip, ssh], outboundRules },
  "Firewall manager": {
    name: "shop-manager",
    tags: ["shop-manager"],
    inboundRules: [fromNodes("2377")],
    outboundRules,
  },
  ...guard("pool-manager-1"),
  ...guard("pool-worker-1"),
  "Droplet manager-1": droplet("manager-1", "s-1vcpu-2gb", "shop-node", "shop-manager"),
  "Droplet worker-1": droplet("worker-1", "s-4vcpu-8gb", "shop-node"),
};

test("the plan in full: no more than the machines need", async () => {
  const { recorded, nodes } = await declare(base);
  expect(plan(recorded, "digitalocean")).toEqual(core);
  expect(nodes.map(({ address }) => address)).toEqual([
    "private address of shop-manager-1",
    "private address of shop-worker-1",
  ]);
});

test("the plan in full: published ports through a balancer, reserved addresses, NFS, project", async () => {
  const more = { loadBalancer: true, reservedIps: "managers", nfs: { volume: 80 }, project: "p-1" };
  const { recorded, urls } = await declare({ ...base, stacks: ["hello"], cloud: { ...cloud, ...more } });
  expect(plan(recorded, "digitalocean")).toEqual({
    ...core,
    "Tag nfs": { name: "shop-nfs" },
    "Firewall nfs": {
      name: "shop-nfs",
      tags: ["shop-nfs"],
      inboundRules: [ssh, fromNodes("2049")],
      outboundRules,
    },
    "Firewall published": {
      name: "shop-published",
      tags: ["shop-node"],
      inboundRules: [{ protocol: "tcp", portRange: "8080", sourceLoadBalancerUids: ["published-id"] }],
      outboundRules,
    },
    "LoadBalancer published": {
      name: "shop",
      region: "fra1",
      projectId: "p-1",
      vpcUuid: "network-id",
      dropletTag: "shop-node",
      forwardingRules: [{ entryPort: 8080, entryProtocol: "tcp", targetPort: 8080, targetProtocol: "tcp" }],
      healthcheck: { protocol: "tcp", port: 8080 },
    },
    ...guard("host-nfs-1"),
    "Droplet nfs": droplet("nfs", "s-1vcpu-2gb", "shop-nfs"),
    "Volume nfs": { name: "shop-nfs", region: "fra1", size: 80 },
    "VolumeAttachment nfs": { dropletId: expect.any(Number), volumeId: "nfs-id" },
    "ReservedIp manager-1": { region: "fra1" },
    "ReservedIpAssignment manager-1": { ipAddress: "203.0.113.90", dropletId: expect.any(Number) },
    "ProjectResources project": {
      project: "p-1",
      resources: [
        "do:loadbalancer:x",
        "do:droplet:shop-manager-1",
        "do:floatingip:203.0.113.90",
        "do:droplet:shop-worker-1",
        "do:droplet:shop-nfs",
        "do:volume:shop-nfs",
      ],
    },
  });
  // What leaves a project goes to the default one.
  expect(find(recorded, "ProjectResources", "project").deleteBeforeReplace).toBe(true);
  expect(urls).toEqual({ "hello:8080": "http://203.0.113.80:8080" });
});

test.each([
  [true, undefined],
  [{}, undefined],
  [{ proxyProtocol: true }, true],
])("the balancer tells the clients' addresses only where that is asked for: %j", async (loadBalancer, expected) => {
  const { recorded } = await declare({ ...base, stacks: ["hello"], cloud: { ...cloud, loadBalancer } });
  expect(find(recorded, "LoadBalancer", "published").inputs.enableProxyProtocol).toBe(expected);
});

test("without a balancer published ports are open to the clients, on every machine", async () => {
  const { recorded, endpoints } = await declare({
    ...base,
    stacks: ["hello"],
    cloud: { ...cloud, clients: ["198.51.100.0/24"] },
  });
  expect(find(recorded, "Firewall", "published").inputs.inboundRules).toEqual([
    { protocol: "tcp", portRange: "8080", sourceAddresses: ["198.51.100.0/24"] },
  ]);
  expect(endpoints.map(({ url }) => url)).toEqual([
    "http://address of shop-manager-1:8080",
    "http://address of shop-worker-1:8080",
  ]);
});

test("an existing VPC is used, not made", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, vpc: "vpc-1", network: "10.114.0.0/20" } });
  expect(Object.keys(plan(recorded, "digitalocean"))).not.toContain("Vpc network");
  expect(find(recorded, "Droplet", "manager-1").inputs.vpcUuid).toBe("vpc-1");
});

test("user data: a user with sudo, the host key that is pinned, no root, no password, containers kept from it", async () => {
  const { recorded } = await declare(base);
  const text = revealed(find(recorded, "Droplet", "worker-1").inputs.userData);
  expect(text).toMatch(/^#cloud-config\n/);
  const data = parse(text);
  expect(data).toMatchObject({
    hostname: "worker-1",
    users: [
      {
        name: "swarm",
        sudo: "ALL=(ALL) NOPASSWD:ALL",
        lock_passwd: true,
        ssh_authorized_keys: ["ssh-ed25519 AAAA shop"],
      },
    ],
    disable_root: true,
    ssh_pwauth: false,
    ssh_deletekeys: true,
    ssh_keys: { ecdsa_private: "PRIVATE worker-1", ecdsa_public: "ssh-ed25519 AAAA worker-1" },
  });
  expect(data.write_files.map(({ path }: { path: string }) => path)).toContain(
    "/etc/systemd/system/metadata-guard.service",
  );
  // The key that opens the machines is never on one.
  expect(text).not.toContain("PRIVATE shop");
  expect(find(recorded, "Engine", "cluster-worker-1").inputs.connection).toEqual({
    host: "address of shop-worker-1",
    port: 22,
    user: "swarm",
    hostKey: "ssh-ed25519 made on worker-1",
    privateKey: expect.objectContaining({ value: "PRIVATE shop" }),
  });
});

test("machines: never replaced for their user data, made before the old one goes, after the firewalls", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, nfs: { retain: true } } });
  const manager = find(recorded, "Droplet", "manager-1");
  expect(manager).toMatchObject({
    ignoreChanges: ["userData", "sshKeys"],
    deleteBeforeReplace: false,
    protect: false,
  });
  expect(manager.dependsOn.filter((urn) => urn.includes("firewall:"))).toHaveLength(3);
  // A node of another size is another one, that joins first; the NFS host keeps its place.
  expect(manager.replaceOnChanges).toEqual(["size"]);
  expect(find(recorded, "Droplet", "nfs").replaceOnChanges).toEqual([]);
  expect(find(recorded, "VolumeAttachment", "nfs").deleteBeforeReplace).toBe(true);
  expect(find(recorded, "Volume", "nfs").retainOnDelete).toBe(true);
  expect(find(recorded, "Engine", "cluster-manager-1").deletedWith).toMatch(/droplet:Droplet::manager-1$/);
});

test("protect: managers and the volume, nothing else", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, nfs: {}, protect: true } });
  const held = recorded.filter(({ protect }) => protect).map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
  expect(held.sort()).toEqual(["Droplet manager-1", "Volume nfs"]);
});

test("growing both pools changes nothing that is there", async () => {
  const before = plan((await declare(base)).recorded, "digitalocean");
  const after = plan((await declare({ ...base, pools: pools(3, 4) })).recorded, "digitalocean");
  const withMore = ["Firewall pool-manager-1", "Firewall pool-worker-1"];
  expect(after).toMatchObject(Object.fromEntries(Object.entries(before).filter(([key]) => !withMore.includes(key))));
  expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 5);
});

test("every droplet has a firewall by its ID beside those by tag, ten to each, and growing a pool moves none", async () => {
  const guards = async (workers: number) => {
    const { recorded } = await declare({ ...base, pools: pools(1, workers), cloud: { ...cloud, nfs: {} } });
    const found = recorded.filter(({ type, inputs }) => type.endsWith(":Firewall") && !inputs.tags);
    for (const { inputs, deleteBeforeReplace } of found) {
      expect(inputs.inboundRules).toEqual([ssh]);
      expect(deleteBeforeReplace).toBe(false);
    }
    return Object.fromEntries(found.map(({ name, inputs }) => [name, (inputs.dropletIds as number[]).length]));
  };
  expect(await guards(3)).toEqual({ "pool-manager-1": 1, "pool-worker-1": 3, "host-nfs-1": 1 });
  expect(await guards(21)).toEqual({
    "pool-manager-1": 1,
    "pool-worker-1": 10,
    "pool-worker-2": 10,
    "pool-worker-3": 1,
    "host-nfs-1": 1,
  });
});

test("a tag and its firewall are made anew before the old ones go", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, nfs: {} } });
  const kinds = recorded.filter(({ type }) => /:(Tag|Firewall)$/.test(type));
  expect(kinds.length).toBeGreaterThan(5);
  expect(kinds.map(({ deleteBeforeReplace }) => deleteBeforeReplace)).toEqual(kinds.map(() => false));
});
