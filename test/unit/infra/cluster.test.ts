import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../../infra/cluster";
import { shown } from "../../../infra/outputs";
import { program } from "../../../infra/program";
import { configured } from "../configured";
import { privateKey, publicKey } from "../environment";
import { type Recorded, record, settled } from "../recorded";

const pools = (managers: number, workers: number) => [
  { name: "manager", role: "manager", count: managers, memory: 512 },
  { name: "worker", role: "worker", count: workers, labels: { disk: "ssd" }, availability: "drain" },
];
const host = (name: string, number: number, role = "manager") => ({
  ...{ name, role, host: `203.0.113.${number}`, privateKey, hostKey: publicKey, address: `10.20.0.${number}` },
});

/** The key by which the engine knows a secret. */
const secretMark = "4dabf18193072939515e22adb298388d";

/** Declares a program and waits until every resource is registered. */
async function declare(values: Record<string, unknown>) {
  const recorded = await record();
  jest.spyOn(console, "warn").mockImplementation(() => {});
  const outputs = program(configured(values));
  const plain = {
    nodes: await settled(shown(outputs).nodes),
    managers: outputs.managers,
    services: await settled(outputs.services),
    urls: await settled(outputs.urls),
    endpoints: await settled(outputs.endpoints),
  };
  return { recorded, outputs, plain };
}
const names = (recorded: Recorded[]) => recorded.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();
const find = (recorded: Recorded[], type: string, name: string) =>
  recorded.find((each) => each.type === `swarm:index:${type}` && each.name === name) as Recorded;

describe("a lab", () => {
  test("exact children", async () => {
    const { recorded } = await declare({ pools: pools(2, 1), stacks: ["hello", "redis"] });
    expect(names(recorded)).toEqual([
      "Cluster cluster",
      "Engine cluster-manager-1",
      "Engine cluster-manager-2",
      "Engine cluster-worker-1",
      "Host cluster-manager-1",
      "Host cluster-manager-2",
      "Host cluster-worker-1",
      "KeyPair dev",
      "LabImages images",
      "Machine manager-1",
      "Machine manager-2",
      "Machine worker-1",
      "Node cluster-manager-1",
      "Node cluster-manager-2",
      "Node cluster-worker-1",
      "Preflight cluster",
      "Stack hello",
      "Stack redis",
      "Swarm cluster",
    ]);
  });

  test("inputs of each kind", async () => {
    const { recorded } = await declare({
      pools: pools(2, 1),
      stacks: ["hello"],
      engine: { version: "26.1.5" },
      preflight: { skipChecks: ["mtu"] },
    });
    expect(find(recorded, "Machine", "worker-1").inputs).toEqual({
      lab: "dev",
      name: "worker-1",
      address: "10.77.0.43",
      image: "docker",
      cpus: 1,
      memory: 768,
      authorizedKey: "ssh-ed25519 AAAA",
      ports: [8080],
    });
    const connection = (name: string) => ({
      host: "127.0.0.1",
      port: 2200,
      user: "root",
      hostKey: `key of ${name}`,
      privateKey: { [secretMark]: expect.anything(), value: "PRIVATE" },
    });
    const managers = [
      { name: "manager-1", address: "10.77.0.11", connection: connection("manager-1") },
      { name: "manager-2", address: "10.77.0.12", connection: connection("manager-2") },
    ];
    expect(find(recorded, "Engine", "cluster-worker-1").inputs).toEqual({
      name: "worker-1",
      connection: connection("worker-1"),
      source: "distribution",
      version: "26.1.5",
      daemon: {},
      mtu: 1420,
      drainVia: managers,
      maxUnavailable: 1,
      allowDowngrade: false,
    });
    expect(find(recorded, "Preflight", "cluster").inputs).toEqual({
      hosts: [
        ...managers.map((manager) => ({ ...manager, role: "manager" })),
        { name: "worker-1", address: "10.77.0.43", role: "worker", connection: connection("worker-1") },
      ],
      allow: [],
      addressPools: ["10.201.0.0/16"],
      dataPathPort: 4789,
      skipChecks: ["mtu"],
      maxClockSkew: 60,
      setsHostname: true,
    });
    const managersOf = (port: number) => ({ protocol: "tcp", port, from: ["10.77.0.12", "10.77.0.43"] });
    expect(find(recorded, "Host", "cluster-manager-1").inputs).toMatchObject({
      name: "manager-1",
      hostname: "manager-1",
      peers: [...managers.map(({ name, address }) => ({ name, address })), { name: "worker-1", address: "10.77.0.43" }],
      allow: [managersOf(2377), managersOf(7946), { protocol: "udp", port: 7946 }, { protocol: "udp", port: 4789 }],
      timeSync: false,
      closeMetadata: true,
    });
    const { allow } = find(recorded, "Host", "cluster-worker-1").inputs as { allow: { port: number }[] };
    expect(allow.map(({ port }) => port)).toEqual([7946, 7946, 4789]);
    expect(find(recorded, "Swarm", "cluster").inputs).toEqual({
      managers,
      addressPools: ["10.201.0.0/16"],
      subnetSize: 24,
      dataPathPort: 4789,
    });
    expect(find(recorded, "Node", "cluster-worker-1").inputs).toEqual({
      swarmId: "swarm-id",
      managers,
      name: "worker-1",
      connection: connection("worker-1"),
      role: "worker",
      address: "10.77.0.43",
      availability: "drain",
      labels: { disk: "ssd" },
    });
    expect(find(recorded, "Stack", "hello").inputs).toMatchObject({
      swarmId: "swarm-id",
      managers,
      name: "hello",
      file: expect.stringContaining("image: busybox"),
      variables: {},
      timeout: 300,
    });
  });

  test("another port for overlay networks is looked at and let through in the place of the usual one", async () => {
    const { recorded } = await declare({ pools: pools(1, 1), swarm: { dataPathPort: 4790 } });
    expect(find(recorded, "Preflight", "cluster").inputs).toMatchObject({ dataPathPort: 4790 });
    const { allow } = find(recorded, "Host", "cluster-worker-1").inputs as { allow: { port: number }[] };
    expect(allow.map(({ port }) => port)).toEqual([7946, 7946, 4790]);
  });

  test("order, ownership and what goes with what", async () => {
    const { recorded } = await declare({ pools: pools(2, 1), stacks: ["hello"] });
    const engine = find(recorded, "Engine", "cluster-worker-1");
    expect(engine).toMatchObject({
      deletedWith: "swarm:index:Machine::worker-1",
      parent: "swarm:index:Cluster::cluster",
    });
    for (const { type, dependsOn } of recorded.filter((each) => each.type.endsWith("Engine"))) {
      expect([type, dependsOn]).toEqual([type, expect.arrayContaining(["swarm:index:Preflight::cluster"])]);
    }
    const swarm = find(recorded, "Swarm", "cluster");
    expect(swarm.deletedWith).toBe("swarm:index:Machine::manager-1");
    expect(swarm.dependsOn).toEqual(
      expect.arrayContaining(["swarm:index:Engine::cluster-manager-1", "swarm:index:Engine::cluster-manager-2"]),
    );
    expect(swarm.dependsOn).not.toContain("swarm:index:Engine::cluster-worker-1");
    const node = find(recorded, "Node", "cluster-worker-1");
    expect(node.deletedWith).toBe("swarm:index:Swarm::cluster");
    expect(node.dependsOn).toContain("swarm:index:Engine::cluster-worker-1");
    const stack = find(recorded, "Stack", "hello");
    expect(stack.deletedWith).toBe("swarm:index:Swarm::cluster");
    expect(stack.dependsOn.filter((urn) => urn.includes(":Node::"))).toHaveLength(3);
  });

  test("outputs", async () => {
    const { plain } = await declare({ pools: pools(1, 1), stacks: ["hello"] });
    expect(plain.nodes).toEqual([
      { name: "manager-1", role: "manager", address: "10.77.0.11", availability: "active", nodeId: "id of manager-1" },
      { name: "worker-1", role: "worker", address: "10.77.0.43", availability: "drain", nodeId: "id of worker-1" },
    ]);
    expect(plain.managers).toEqual(["manager-1"]);
    expect(plain.services).toEqual([
      { stack: "hello", name: "hello_web", image: "busybox:1.37", mode: "replicated", running: 3, desired: 3 },
    ]);
    expect(plain.urls).toEqual({ "hello:8080": "http://127.0.0.1:38080" });
    expect(plain.endpoints.map(({ machine }) => machine)).toEqual(["manager-1", "worker-1"]);
  });

  test("a manager more changes what the swarm knows, not what replaces it, and moves nothing", async () => {
    const before = (await declare({ pools: pools(1, 1) })).recorded;
    const after = (await declare({ pools: pools(3, 1) })).recorded;
    const [one, three] = [find(before, "Swarm", "cluster"), find(after, "Swarm", "cluster")];
    expect(three.inputs).toMatchObject({ addressPools: one.inputs.addressPools, subnetSize: one.inputs.subnetSize });
    expect((three.inputs.managers as unknown[])[0]).toEqual((one.inputs.managers as unknown[])[0]);
    for (const type of ["Machine", "Engine"]) {
      for (const was of before.filter((each) => each.type.endsWith(type))) {
        const { drainVia: _before, ...inputs } = was.inputs;
        const { drainVia: _after, ...now } = find(after, type, was.name).inputs;
        expect(now).toEqual(inputs);
      }
    }
  });
});

describe("hosts", () => {
  test("nothing is deleted with a machine that stays, and none is made", async () => {
    const { recorded, plain } = await declare({
      source: "hosts",
      hosts: [host("a", 1), host("b", 2, "worker")],
      stacks: ["hello"],
    });
    expect(names(recorded)).toEqual([
      "Cluster cluster",
      "Engine cluster-a",
      "Engine cluster-b",
      "Host cluster-a",
      "Host cluster-b",
      "Node cluster-a",
      "Node cluster-b",
      "Preflight cluster",
      "Stack hello",
      "Swarm cluster",
    ]);
    expect(recorded.map(({ deletedWith }) => deletedWith)).toEqual(recorded.map(() => undefined));
    expect(find(recorded, "Engine", "cluster-a").inputs.source).toBe("docker");
    const { hostname, closeMetadata } = find(recorded, "Host", "cluster-a").inputs;
    expect({ hostname, closeMetadata }).toEqual({ hostname: undefined, closeMetadata: false });
    expect(find(recorded, "Engine", "cluster-a").dependsOn).toContain("swarm:index:Host::cluster-a");
    expect(find(recorded, "Host", "cluster-a").dependsOn).toContain("swarm:index:Preflight::cluster");
    expect(plain.urls).toEqual({ "hello:8080": "http://203.0.113.1:8080" });
  });

  test("overlay traffic is let through from the others' data path addresses, the rest from those they advertise", async () => {
    const onNetwork = (name: string, number: number) => ({
      ...host(name, number),
      dataPathAddress: `192.168.7.${number}`,
    });
    const { recorded } = await declare({
      source: "hosts",
      hosts: [onNetwork("a", 1), onNetwork("b", 2), host("c", 3)],
      encryptedOverlays: true,
      swarm: { dataPathPort: 4790 },
    });
    const { allow } = find(recorded, "Host", "cluster-a").inputs as {
      allow: { protocol: string; port?: number; from: string[] }[];
    };
    const advertised = ["10.20.0.2", "10.20.0.3"];
    const dataPaths = ["192.168.7.2", "10.20.0.3"];
    expect(allow.map(({ protocol, port, from }) => [protocol, port, from])).toEqual([
      ["tcp", 2377, advertised],
      ["tcp", 7946, advertised],
      ["udp", 7946, advertised],
      ["udp", 4790, dataPaths],
      ["esp", undefined, dataPaths],
    ]);
    expect(find(recorded, "Preflight", "cluster").inputs.hosts).toMatchObject([
      { address: "10.20.0.1", dataPathAddress: "192.168.7.1" },
      { address: "10.20.0.2", dataPathAddress: "192.168.7.2" },
      { address: "10.20.0.3" },
    ]);
  });
});

describe("secrets", () => {
  test.each([
    ["lab", { pools: pools(1, 1), stacks: ["hello"] }, "PRIVATE"],
    ["hosts", { source: "hosts", hosts: [host("a", 1)], stacks: ["hello"] }, privateKey],
  ])("%s: private keys reach resources only as secrets; tokens are a secret output", async (_, values, key) => {
    const { recorded, outputs, plain } = await declare(values);
    const holders = recorded.filter(({ inputs }) => JSON.stringify(inputs).includes(JSON.stringify(key).slice(1, 40)));
    expect(holders.length).toBeGreaterThan(3);
    for (const { name, type, inputs } of holders) {
      expect({ type, name, bare: bareStrings(inputs).filter((text) => text === key) }).toEqual({
        type,
        name,
        bare: [],
      });
    }
    expect(await pulumi.isSecret(outputs.joinTokens)).toBe(true);
    expect(JSON.stringify(plain)).not.toMatch(/PRIVATE|TOKEN/);
  });
});

/** Strings in a value, those inside secrets left out. */
function bareStrings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  if (secretMark in value) return [];
  return Object.values(value).flatMap(bareStrings);
}

test("machines that cannot form a swarm are refused before any of them is prepared", async () => {
  const recorded = await record();
  const machine = {
    name: "Bad_1",
    pool: "p",
    role: "worker" as const,
    address: "10.0.0.1",
    connection: { host: "h", hostKey: "k", privateKey: "p" },
    labels: {},
    availability: "active" as const,
    endpoint: () => pulumi.output(undefined),
  };
  expect(() => new Cluster("c", { machines: [machine, machine] })).toThrow(
    /machines\[0\]\.name must be a DNS label.*same as machines\[0\]\.name.*machines need a manager/s,
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(recorded.filter(({ type }) => type !== "swarm:index:Cluster")).toEqual([]);
});
