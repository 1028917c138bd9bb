import { UNKNOWN } from "../../../../../../provisioners/provider/wire";
import { getParameter } from "../../../../../cloud/stand-ins/aws/offers";
import { checkAws, hasToken } from "../../../../../cloud/stand-ins/credentials";
import { StandIn } from "./stand-in";

/* The stand-in for AWS refuses and replaces what the cloud and its provider do. */
const region = "eu-central-1";
let cloud: StandIn;
let instance: Record<string, unknown>;
let [vpcId, group]: string[] = [];
const subnets: string[] = [];

beforeEach(async () => {
  cloud = new StandIn("aws");
  const dns = { enableDnsHostnames: true, enableDnsSupport: true };
  vpcId = (await cloud.make("ec2/vpc:Vpc", "network", { region, cidrBlock: "10.66.0.0/16", ...dns })).id;
  for (const [index, zone] of [..."ab"].entries()) {
    const args = { region, vpcId, availabilityZone: `${region}${zone}`, mapPublicIpOnLaunch: true };
    const made = await cloud.make("ec2/subnet:Subnet", `subnet-${zone}`, {
      ...args,
      cidrBlock: `10.66.${index * 16}.0/20`,
    });
    subnets[index] = made.id;
  }
  group = (await cloud.make("ec2/securityGroup:SecurityGroup", "node", { region, vpcId, description: "nodes" })).id;
  const { keyName } = await cloud.make("ec2/keyPair:KeyPair", "ssh", { region, publicKey: "ssh-ed25519 AAAA" });
  instance = {
    ...{ region, keyName, subnetId: subnets[0], vpcSecurityGroupIds: [group], userData: "#cloud-config" },
    ...{ ami: await image("amd64"), instanceType: "t3.small" },
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    rootBlockDevice: { volumeType: "gp3", volumeSize: 20, encrypted: true },
  };
});

const image = async (arch: string) => (await getParameter({ name: `/aws/service/debian/13/${arch}` })).value as string;
const makeInstance = (inputs: Record<string, unknown> = {}) =>
  cloud.make("ec2/instance:Instance", "one", { ...instance, ...inputs });

describe("an instance", () => {
  test("has an unknown public address in the preview of another size, and another one afterwards", async () => {
    const { publicIp, privateIp } = await makeInstance();
    const tagged = await cloud.plan("one", { ...instance, tags: { a: "b" } });
    expect(tagged).toMatchObject({ replaces: [], foreseen: { publicIp } });
    const resized = await cloud.plan("one", { ...instance, instanceType: "t3.medium" });
    expect(resized).toMatchObject({ replaces: [], foreseen: { publicIp: UNKNOWN, privateIp } });
    expect((await cloud.change("one", { ...instance, instanceType: "t3.medium" })).publicIp).not.toBe(publicIp);
  });

  test("of another architecture, image, key or market is another instance, made first", async () => {
    await makeInstance();
    const changes = {
      instanceType: "t4g.small",
      ami: await image("arm64"),
      keyName: "key-1",
      instanceMarketOptions: { marketType: "spot" },
    };
    for (const [key, value] of Object.entries(changes)) {
      const plan = await cloud.plan("one", { ...instance, [key]: value });
      expect(plan).toMatchObject({ replaces: [expect.stringContaining(key)], deleteBeforeReplace: false });
    }
  });

  test.each([
    ["a size that AWS does not have", { instanceType: "z9.huge" }, /Invalid value 'z9.huge'/],
    [
      "a size of another architecture than its image's",
      { instanceType: "t4g.small" },
      /does not match the architecture/,
    ],
    ["a name that no tag may have", { tags: { Name: "shop🛒" } }, /the name of a thing with a tag/],
    ["a group that is not there", { vpcSecurityGroupIds: ["sg-0"] }, /no SecurityGroup sg-0/],
  ])("is refused with %s", async (_, inputs, message) => {
    await expect(makeInstance(inputs)).rejects.toThrow(message);
  });

  test("never has a smaller disk", async () => {
    await makeInstance();
    const disk = instance.rootBlockDevice as object;
    const smaller = { ...instance, rootBlockDevice: { ...disk, volumeSize: 10 } };
    await expect(cloud.change("one", smaller)).rejects.toThrow(/cannot be smaller/);
  });

  test("takes no volume of another zone", async () => {
    const { id: instanceId } = await makeInstance();
    const volume = { region, availabilityZone: `${region}b`, size: 5, type: "gp3", encrypted: true };
    const { id: volumeId } = await cloud.make("ebs/volume:Volume", "nfs", volume);
    const attachment = { region, deviceName: "/dev/sdf", instanceId, volumeId };
    await expect(cloud.make("ec2/volumeAttachment:VolumeAttachment", "nfs", attachment)).rejects.toThrow(
      /ZoneMismatch/,
    );
  });

  test("frees its volume in the request that ends it, whichever request fails", async () => {
    const { id: instanceId } = await makeInstance();
    const volume = { region, availabilityZone: `${region}a`, size: 5, type: "gp3", encrypted: true };
    const { id: volumeId } = await cloud.make("ebs/volume:Volume", "nfs", volume);
    const attachment = { region, deviceName: "/dev/sdf", instanceId, volumeId };
    await cloud.make("ec2/volumeAttachment:VolumeAttachment", "attached", attachment);
    cloud.restart(2);
    await cloud.remove("one");
    expect(cloud.all("VolumeAttachment")).toEqual([]);
  });
});

test("an elastic address takes the automatic one away for good", async () => {
  const { id, publicIp } = await makeInstance();
  const elastic = await cloud.make("ec2/eip:Eip", "address", { region, domain: "vpc", instance: id });
  const now = async () => (await cloud.refresh("one")).outputs.publicIp;
  expect(elastic.publicIp).not.toBe(publicIp);
  expect(await now()).toBe(elastic.publicIp);
  await cloud.remove("address");
  expect(await now()).toBe("");
});

test("an elastic address leads to the instance that has it, and moves to its successor", async () => {
  const rule = { region, securityGroupId: group, description: "SSH", ipProtocol: "tcp", fromPort: 22, toPort: 22 };
  await cloud.make("vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ssh", {
    ...rule,
    cidrIpv4: "127.0.0.0/8",
  });
  const make = (Name: string) => cloud.make("ec2/instance:Instance", Name, { ...instance, tags: { Name } });
  const [first, second] = [await make("first"), await make("second")];
  const address = { region, domain: "vpc", instance: first.id };
  const { publicIp } = await cloud.make("ec2/eip:Eip", "address", address);
  const way = (machine: RegExp) => [
    {
      ...{ address: publicIp, port: 22, clients: ["127.0.0.0/8"], isUnchecked: true },
      targets: [{ machine: expect.stringMatching(machine), port: 22 }],
    },
  ];
  expect(cloud.ways()).toEqual(way(/^first-/));
  await cloud.change("address", { ...address, instance: second.id });
  expect(cloud.ways()).toEqual(way(/^second-/));
  await cloud.remove("second");
  expect(cloud.ways()).toEqual([]);
});

describe("a balancer", () => {
  const balancer = (zones: string[]) => ({
    ...{ region, loadBalancerType: "network", subnets: zones, securityGroups: [group] },
    enableCrossZoneLoadBalancing: true,
  });
  const makeBalancer = async (name: string, zones: string[]) =>
    (await cloud.make("lb/loadBalancer:LoadBalancer", name, balancer(zones))).arn as string;
  const makeTargets = async (more: Record<string, unknown> = {}) => {
    const healthCheck = { protocol: "TCP", port: "80" };
    const args = {
      region,
      port: 80,
      protocol: "TCP",
      vpcId,
      targetType: "instance",
      healthCheck,
      deregistrationDelay: 30,
      ...more,
    };
    return (await cloud.make("lb/targetGroup:TargetGroup", "targets", args)).arn as string;
  };
  const listen = (name: string, loadBalancerArn: string, targetGroupArn: string) =>
    cloud.make("lb/listener:Listener", name, {
      ...{ region, loadBalancerArn, port: 80, protocol: "TCP" },
      defaultActions: [{ type: "forward", targetGroupArn }],
    });

  test("leads to the registered targets, once they let its group in, and lets in whom its group does", async () => {
    const rules = { region, securityGroupId: group, description: "web", ipProtocol: "tcp", fromPort: 80, toPort: 80 };
    const letIn = (name: string, source: object) =>
      cloud.make("vpc/securityGroupIngressRule:SecurityGroupIngressRule", name, { ...rules, ...source });
    const targetGroupArn = await makeTargets({ proxyProtocolV2: true });
    await listen("web", await makeBalancer("published", subnets), targetGroupArn);
    const { id: targetId } = await makeInstance({ tags: { Name: "shop-one" } });
    const registered = { region, targetGroupArn, targetId, port: 80 };
    await cloud.make("lb/targetGroupAttachment:TargetGroupAttachment", "one", registered);
    await letIn("clients", { cidrIpv4: "127.0.0.0/8" });
    const way = { address: expect.stringMatching(/^nlb-/), port: 80, proxyProtocol: 2, clients: ["127.0.0.0/8"] };
    expect(cloud.ways()).toEqual([{ ...way, targets: [] }]);
    await letIn("balancer", { referencedSecurityGroupId: group });
    const target = expect.objectContaining({ machine: expect.stringMatching(/^shop-one-\d+$/), port: 80 });
    expect(cloud.ways()).toEqual([{ ...way, targets: [target] }]);
    await cloud.remove("one");
    expect(cloud.ways()).toEqual([{ ...way, targets: [] }]);
  });

  test("gets more zones in place, and fewer or others only as another one", async () => {
    await makeBalancer("published", subnets.slice(0, 1));
    expect((await cloud.plan("published", balancer(subnets))).replaces).toEqual([]);
    expect((await cloud.plan("published", balancer(subnets.slice(1)))).replaces).toEqual(["subnets"]);
  });

  test("has its targets to itself: another one's listener has to go first", async () => {
    const targets = await makeTargets();
    await listen("old", await makeBalancer("published", subnets), targets);
    const successor = await makeBalancer("successor", subnets);
    await expect(listen("new", successor, targets)).rejects.toThrow(/TargetGroupAssociationLimit/);
    await expect(cloud.remove("targets")).rejects.toThrow(/ResourceInUse/);
    await cloud.remove("old");
    await listen("new", successor, targets);
  });

  test("takes its listeners along", async () => {
    await listen("old", await makeBalancer("published", subnets), await makeTargets());
    await cloud.remove("published");
    expect(cloud.all("Listener")).toEqual([]);
    await cloud.remove("targets");
  });
});

test("a file system has one mount target in each zone, and goes after them", async () => {
  const { id: fileSystemId, dnsName } = await cloud.make("efs/fileSystem:FileSystem", "nfs", {
    region,
    encrypted: true,
  });
  expect(dnsName).toMatch(/^fs-\w+\.efs\.eu-central-1\.amazonaws\.com$/);
  const target = { region, fileSystemId, subnetId: subnets[0], securityGroups: [group] };
  await cloud.make("efs/mountTarget:MountTarget", "a", target);
  await expect(cloud.make("efs/mountTarget:MountTarget", "again", target)).rejects.toThrow(/MountTargetConflict/);
  await expect(cloud.remove("nfs")).rejects.toThrow(/FileSystemInUse/);
  await cloud.remove("a");
  await cloud.remove("nfs");
});

test("what is in use stays: a network, a subnet, a group", async () => {
  await makeInstance();
  for (const name of ["network", "subnet-a", "node"]) {
    await expect(cloud.remove(name)).rejects.toThrow(/DependencyViolation/);
  }
});

test.each([
  ["no region", {}, { AWS_ACCESS_KEY_ID: "k" }, /Missing region information/],
  ["no keys", { region }, {}, /No valid credential sources/],
])("AWS's provider does not start with %s", (_, settings, env, message) => {
  expect(() => checkAws(settings, env)).toThrow(message);
  expect(() => checkAws({ region }, { AWS_ACCESS_KEY_ID: "k" })).not.toThrow();
});

test("DigitalOcean knows whoever has a token", () => {
  expect(hasToken({}, {})).toBe(false);
  expect(hasToken({}, { DIGITALOCEAN_TOKEN: "wrong" })).toBe(false);
  expect(hasToken({ token: "dop_v1_0a" }, {})).toBe(true);
});

test("a spot instance that is taken away is gone at the next look, and no other one is taken", async () => {
  const tags = { Name: "shop-worker-1" };
  await makeInstance({ tags, instanceMarketOptions: { marketType: "spot" } });
  await cloud.make("ec2/instance:Instance", "other", { ...instance, tags: { Name: "shop-worker-2" } });
  await expect(cloud.interrupt("shop-worker-2")).rejects.toThrow(/no spot instance/);
  await cloud.interrupt("shop-worker-1");
  cloud.restart();
  expect(cloud.all<{ machine: string }>("Instance").map(({ machine }) => machine)).toEqual([
    expect.stringMatching(/^shop-worker-2-\d+$/),
  ]);
});
