import { parse } from "yaml";
import { declare, find, plan, revealed } from "./plan";

// Under jest the cloud's package takes seconds to load, in the first test.
jest.setTimeout(60_000);

const pools = (managers: number, workers: number) => [
  { name: "manager", role: "manager", count: managers },
  { name: "worker", role: "worker", count: workers, size: "t4g.small", spot: true, disk: 40 },
];
const cloud = {
  name: "shop",
  region: "eu-central-1",
  zones: ["eu-central-1a", "eu-central-1b"],
  admins: ["203.0.113.7/32"],
};
const base = { source: "aws", pools: pools(1, 1), cloud };

const region = "eu-central-1";
const tagged = (what: string) => ({ region, tags: { Name: `shop-${what}`, "pulumi-swarm": "shop" } });
const vpc = { vpcId: "network-id" };
const ami = (arch: string) =>
  `ami-of /aws/service/canonical/ubuntu/server/24.04/stable/current/${arch}/hvm/ebs-gp3/ami-id`;

const instance = (name: string, subnetId: string, groups: string[], more: Record<string, unknown> = {}, disk = 20) => ({
  ...tagged(name),
  ami: ami("amd64"),
  instanceType: "t3.small",
  subnetId,
  vpcSecurityGroupIds: groups,
  keyName: "ssh-1a2b3c",
  userData: "[secret]",
  metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
  rootBlockDevice: { volumeType: "gp3", volumeSize: disk, encrypted: true, tags: tagged(name).tags },
  ...more,
});
const group = (kind: string) => ({
  [`SecurityGroup ${kind}`]: { ...tagged(kind), ...vpc, description: `Docker Swarm: ${kind}` },
  [`SecurityGroupEgressRule ${kind}`]: {
    ...tagged(kind),
    securityGroupId: `${kind}-id`,
    description: "everything",
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
  },
});
const rule = (kind: string, port: number, ipProtocol: string, from: string, description: string) => {
  const name = `${kind}-${port}-${ipProtocol}-from-${from.replaceAll(".", "-").replace("/", "_")}`;
  return {
    [`SecurityGroupIngressRule ${name}`]: {
      ...tagged(name),
      securityGroupId: `${kind}-id`,
      description,
      ipProtocol,
      fromPort: port,
      toPort: port,
      ...(from.includes("/") ? { cidrIpv4: from } : { referencedSecurityGroupId: `${from}-id` }),
    },
  };
};
const subnet = (kind: string, zone: string, cidrBlock: string) => ({
  [`Subnet ${kind}-${zone}`]: {
    ...tagged(`${kind}-${zone}`),
    ...vpc,
    availabilityZone: zone,
    cidrBlock,
    mapPublicIpOnLaunch: kind === "public",
  },
  [`RouteTableAssociation ${kind}-${zone}`]: {
    region,
    subnetId: `${kind}-${zone}-id`,
    routeTableId: `${kind}-id`,
  },
});
const routes = (kind: string, out: Record<string, string>) => ({
  [`RouteTable ${kind}`]: { ...tagged(kind), ...vpc },
  [`Route ${kind}`]: { region, routeTableId: `${kind}-id`, destinationCidrBlock: "0.0.0.0/0", ...out },
});
const swarmRules = {
  ...rule("node", 7946, "tcp", "node", "swarm gossip"),
  ...rule("node", 7946, "udp", "node", "swarm gossip"),
  ...rule("node", 4789, "udp", "node", "overlay networks"),
  ...rule("manager", 2377, "tcp", "node", "swarm management"),
};
/** What every cluster with a network of its own has. */
const core = {
  "Vpc network": { ...tagged("network"), cidrBlock: "10.66.0.0/16", enableDnsHostnames: true, enableDnsSupport: true },
  "InternetGateway network": { ...tagged("network"), ...vpc },
  ...routes("public", { gatewayId: "network-id" }),
  ...subnet("public", "eu-central-1a", "10.66.0.0/20"),
  ...subnet("public", "eu-central-1b", "10.66.16.0/20"),
  "KeyPair ssh": { ...tagged("ssh"), publicKey: "ssh-ed25519 AAAA shop" },
  ...group("node"),
  ...group("manager"),
  ...swarmRules,
};
const spot = { instanceType: "t4g.small", ami: ami("arm64"), instanceMarketOptions: { marketType: "spot" } };

test("the plan in full: public addresses, spot workers of another architecture", async () => {
  const { recorded, nodes } = await declare(base);
  const own = await plan(recorded, "aws");
  expect(own).toEqual({
    ...core,
    ...rule("node", 22, "tcp", "203.0.113.7/32", "SSH"),
    "Instance manager-1": instance("manager-1", "public-eu-central-1a-id", ["node-id", "manager-id"]),
    "Instance worker-1": instance("worker-1", "public-eu-central-1a-id", ["node-id"], spot, 40),
  });
  expect(nodes[0]?.address).toBe("private address of shop-manager-1");
});

test("the plan in full: private addresses behind a bastion, a balancer, NFS", async () => {
  const more = { addresses: "private", loadBalancer: true, nfs: {}, bastion: { size: "t3.nano" } };
  const { recorded, urls, endpoints } = await declare({ ...base, stacks: ["hello"], cloud: { ...cloud, ...more } });
  const target = (name: string) => ({
    [`TargetGroupAttachment published-8080-${name}`]: {
      region,
      targetGroupArn: "arn:targets:8080",
      targetId: `${name}-id`,
      port: 8080,
    },
  });
  expect(plan(recorded, "aws")).toEqual({
    ...core,
    ...routes("private", { natGatewayId: "gateway-id" }),
    ...subnet("private", "eu-central-1a", "10.66.128.0/20"),
    ...subnet("private", "eu-central-1b", "10.66.144.0/20"),
    "Eip gateway": { ...tagged("gateway"), domain: "vpc" },
    "NatGateway gateway": { ...tagged("gateway"), allocationId: "eipalloc-1", subnetId: "public-eu-central-1a-id" },
    ...group("nfs"),
    ...group("bastion"),
    ...group("balancer"),
    ...rule("bastion", 22, "tcp", "203.0.113.7/32", "SSH"),
    ...rule("node", 22, "tcp", "bastion", "SSH"),
    ...rule("nfs", 22, "tcp", "bastion", "SSH"),
    ...rule("nfs", 2049, "tcp", "node", "NFS"),
    ...rule("balancer", 8080, "tcp", "0.0.0.0/0", "published port 8080"),
    ...rule("node", 8080, "tcp", "balancer", "published port 8080"),
    "Instance bastion": instance("bastion", "public-eu-central-1a-id", ["bastion-id"], { instanceType: "t3.nano" }, 10),
    "Instance manager-1": instance("manager-1", "private-eu-central-1a-id", ["node-id", "manager-id"]),
    "Instance worker-1": instance("worker-1", "private-eu-central-1a-id", ["node-id"], spot, 40),
    "Instance nfs": instance("nfs", "private-eu-central-1a-id", ["nfs-id"]),
    "Volume nfs": { ...tagged("nfs"), availabilityZone: "eu-central-1a", size: 50, type: "gp3", encrypted: true },
    "VolumeAttachment nfs": {
      region,
      deviceName: "/dev/sdf",
      stopInstanceBeforeDetaching: true,
      instanceId: "nfs-id",
      volumeId: "vol-0abc",
    },
    "LoadBalancer published": {
      ...tagged("published"),
      loadBalancerType: "network",
      subnets: ["public-eu-central-1a-id", "public-eu-central-1b-id"],
      securityGroups: ["balancer-id"],
      enableCrossZoneLoadBalancing: true,
    },
    "TargetGroup published-8080": {
      ...tagged("published-8080"),
      ...vpc,
      port: 8080,
      protocol: "TCP",
      targetType: "instance",
      healthCheck: { protocol: "TCP", port: "8080" },
      deregistrationDelay: 30,
    },
    "Listener published-8080": {
      ...tagged("published-8080"),
      loadBalancerArn: "arn:balancer",
      port: 8080,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: "arn:targets:8080" }],
    },
    ...target("manager-1"),
    ...target("worker-1"),
  });
  // An instance is a target only while its node is in the swarm.
  for (const node of ["manager-1", "worker-1"]) {
    const { dependsOn } = find(recorded, "TargetGroupAttachment", `published-8080-${node}`);
    expect(dependsOn).toContain(`swarm:index:Node::cluster-${node}`);
  }
  // A target group belongs to one balancer at a time.
  expect(find(recorded, "Listener", "published-8080").deleteBeforeReplace).toBe(true);
  expect(urls).toEqual({ "hello:8080": "http://published.elb.example.com:8080" });
  expect(endpoints).toHaveLength(2);
});

test("the balancer tells the clients' addresses on TCP ports, where that is asked for", async () => {
  const told = async (loadBalancer: unknown) => {
    const { recorded } = await declare({
      ...base,
      stacks: [{ name: "dns", file: "dns.yaml" }],
      cloud: { ...cloud, loadBalancer },
    });
    return ["published-53", "published-5353", "published-8080"].map(
      (name) => find(recorded, "TargetGroup", name).inputs.proxyProtocolV2,
    );
  };
  expect(await told(true)).toEqual([undefined, undefined, undefined]);
  expect(await told({ proxyProtocol: true })).toEqual([true, undefined, true]);
});

test("behind a bastion every connection goes through it, with its own host key", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, addresses: "private" } });
  const key = expect.objectContaining({ value: "PRIVATE shop" });
  expect(find(recorded, "Engine", "cluster-worker-1").inputs.connection).toEqual({
    ...{ host: "private address of shop-worker-1", port: 22, user: "ubuntu", privateKey: key },
    hostKey: "ssh-ed25519 made on worker-1",
    jump: {
      ...{ host: "address of shop-bastion", port: 22, user: "ubuntu", privateKey: key },
      hostKey: "ssh-ed25519 made on bastion",
    },
  });
});

test("user data: the image's own user, host key, no root", async () => {
  const { recorded } = await declare(base);
  const data = parse(revealed(find(recorded, "Instance", "manager-1").inputs.userData));
  expect(data).toMatchObject({
    hostname: "manager-1",
    ssh_authorized_keys: ["ssh-ed25519 AAAA shop"],
    disable_root: true,
    ssh_keys: { ecdsa_private: "PRIVATE manager-1", ecdsa_public: "ssh-ed25519 AAAA manager-1" },
  });
  expect(data).not.toHaveProperty("users");
});

test("machines stand in the zones in turn, and say so in a label; growing moves none", async () => {
  const zones = (recorded: Awaited<ReturnType<typeof declare>>["recorded"]) =>
    recorded
      .filter(({ type }) => type.endsWith(":Node"))
      .map(({ inputs }) => [inputs.name, (inputs.labels as Record<string, string>).zone]);
  const few = zones((await declare(base)).recorded);
  const many = zones((await declare({ ...base, pools: pools(3, 2) })).recorded);
  expect(many.sort()).toEqual([
    ["manager-1", "eu-central-1a"],
    ["manager-2", "eu-central-1b"],
    ["manager-3", "eu-central-1a"],
    ["worker-1", "eu-central-1a"],
    ["worker-2", "eu-central-1b"],
  ]);
  expect(many).toEqual(expect.arrayContaining(few));
});

test("an image that was looked up never replaces a machine; one given by ID does", async () => {
  const looked = find((await declare(base)).recorded, "Instance", "manager-1");
  expect(looked).toMatchObject({ ignoreChanges: ["userData", "keyName", "ami"], deleteBeforeReplace: false });
  const given = await declare({ ...base, cloud: { ...cloud, image: "ami-0123456789", user: "admin" } });
  expect(find(given.recorded, "Instance", "manager-1")).toMatchObject({
    ignoreChanges: ["userData", "keyName"],
    inputs: { ami: "ami-0123456789" },
  });
});

test("a node of another size is another machine, that joins first; bastion and NFS host keep their places", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, addresses: "private", nfs: {} } });
  const instances = recorded.filter(({ type }) => type.endsWith(":Instance"));
  expect(Object.fromEntries(instances.map(({ name, replaceOnChanges }) => [name, replaceOnChanges]))).toEqual({
    "manager-1": ["instanceType", "tags.elastic-address"],
    "worker-1": ["instanceType", "tags.elastic-address"],
    bastion: [],
    nfs: [],
  });
});

test("encrypted overlay networks: ESP between nodes, and nowhere else", async () => {
  const { recorded } = await declare({ ...base, encryptedOverlays: true });
  const esp = recorded.filter(({ inputs }) => inputs.ipProtocol === "50");
  expect(esp.map(({ name, inputs }) => [name, inputs.securityGroupId, inputs.referencedSecurityGroupId])).toEqual([
    ["node-esp-from-node", "node-id", "node-id"],
  ]);
  expect(esp[0]?.inputs).not.toHaveProperty("fromPort");
});

test("elastic addresses take the place of the first ones", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, reservedIps: "managers" } });
  expect(find(recorded, "Eip", "manager-1").inputs).toEqual({
    ...tagged("manager-1"),
    domain: "vpc",
    instance: "manager-1-id",
  });
  // An instance that had one is made anew without: the address that it was born with is gone.
  const manager = find(recorded, "Instance", "manager-1");
  expect(manager).toMatchObject({ replaceOnChanges: ["instanceType"], inputs: { tags: { "elastic-address": "yes" } } });
  const worker = find(recorded, "Instance", "worker-1");
  expect(worker.replaceOnChanges).toContain("tags.elastic-address");
  expect(worker.inputs.tags).not.toHaveProperty("elastic-address");
  const connection = (name: string) =>
    find(recorded, "Engine", `cluster-${name}`).inputs.connection as Record<string, string>;
  expect(connection("manager-1").host).toBe("elastic address of shop-manager-1");
  expect(connection("worker-1").host).toBe("address of shop-worker-1");
});

test("EFS instead of a host: a target in each zone, open to nodes only", async () => {
  const { recorded } = await declare({ ...base, cloud: { ...cloud, nfs: { kind: "efs", retain: true } } });
  const own = plan(recorded, "aws");
  expect(own["FileSystem nfs"]).toEqual({ ...tagged("nfs"), encrypted: true });
  expect(own["MountTarget nfs-eu-central-1b"]).toEqual({
    ...{ region, fileSystemId: "nfs-id", subnetId: "public-eu-central-1b-id", securityGroups: ["nfs-id"] },
  });
  expect(own).not.toHaveProperty(["Instance nfs"]);
  expect(Object.keys(own).filter((name) => name.startsWith("SecurityGroupIngressRule nfs"))).toEqual([
    "SecurityGroupIngressRule nfs-2049-tcp-from-node",
  ]);
  expect(find(recorded, "FileSystem", "nfs").retainOnDelete).toBe(true);
});

test("an existing VPC and its subnets are used, not made", async () => {
  const subnets = { "eu-central-1a": "subnet-1", "eu-central-1b": "subnet-2" };
  const { recorded } = await declare({ ...base, cloud: { ...cloud, vpc: "vpc-1", network: "10.9.0.0/16", subnets } });
  const made = Object.keys(plan(recorded, "aws")).map((name) => name.split(" ")[0]);
  for (const type of ["Vpc", "Subnet", "InternetGateway", "Route"]) expect(made).not.toContain(type);
  expect(find(recorded, "Instance", "manager-1").inputs.subnetId).toBe("subnet-1");
  expect(find(recorded, "SecurityGroup", "node").inputs.vpcId).toBe("vpc-1");
});

test("each node knows the size of its root disk, so that a larger one grows in the same run", async () => {
  const { recorded } = await declare(base);
  expect(find(recorded, "Host", "cluster-manager-1").inputs.rootDisk).toBe(20);
  expect(find(recorded, "Host", "cluster-worker-1").inputs.rootDisk).toBe(40);
});
