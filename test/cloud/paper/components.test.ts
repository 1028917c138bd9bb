import { PaperProgram } from "./program";

/*
 * Components as a program in any language asks for them, through the real engine: a cluster on a server of DigitalOcean.
 * Cloud and swarm are on paper.
 */
jest.setTimeout(600_000);

const BASE = `
const pulumi = require("@pulumi/pulumi");
class Remote extends pulumi.ComponentResource {
  constructor(type, name, args, options) {
    super("swarm:index:" + type, name, args, options, true);
  }
}
class Resource extends pulumi.CustomResource {}
`;

const SERVER = `${BASE}
const login = new Resource("swarm:index:KeyPair", "login", { publicKey: undefined, privateKey: undefined });
const vpc = new Resource("digitalocean:index/vpc:Vpc", "network", {
  name: "network", region: "fra1", ipRange: "10.10.0.0/24",
});
const sshKey = new Resource("digitalocean:index/sshKey:SshKey", "ssh", {
  name: "ssh", publicKey: login.publicKey, fingerprint: undefined,
});
const server = new Resource("digitalocean:index/droplet:Droplet", "server", {
  name: "server", region: "fra1", size: "s-1vcpu-2gb", image: "debian-13-x64", vpcUuid: vpc.id,
  sshKeys: [sshKey.fingerprint], userData: pulumi.secret("#cloud-config"),
  ipv4Address: undefined, ipv4AddressPrivate: undefined,
});
const machine = {
  name: "manager-1", role: "manager", address: server.ipv4AddressPrivate, resource: server,
  connection: { host: server.ipv4Address, hostKey: login.publicKey, privateKey: login.privateKey },
};
`;

/** A program with a server in it. */
async function opened(text: string): Promise<PaperProgram> {
  const program = await PaperProgram.open("digitalocean", SERVER + text);
  await program.configure({});
  return program;
}

interface State {
  urn: string;
  id?: string;
  parent?: string;
  provider?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  deletedWith?: string;
  dependencies?: string[];
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** The resources of the state by `Type name`. */
async function stateOf(program: PaperProgram): Promise<Map<string, State>> {
  return new Map(
    (await program.resources<State>()).map((each) => {
      const [path = "", name] = each.urn.split("::").slice(2);
      return [`${path.split(/[$:]/).at(-1)} ${name}`, each];
    }),
  );
}

const childrenOf = ["Preflight c", "Host c-manager-1", "Engine c-manager-1", "Swarm c", "Node c-manager-1"];

describe("a cluster on a server that the program makes", () => {
  let program: PaperProgram;
  beforeAll(async () => {
    program = await opened(`
const cluster = new Remote("Cluster", "c", { machines: [machine], swarmId: undefined, managers: undefined, docker: undefined });
new Resource("swarm:index:Stack", "web", {
  name: "web", file: "services: {web: {image: nginx}}", swarmId: cluster.swarmId, managers: cluster.managers,
});
exports.docker = cluster.docker;
`);
  });
  afterAll(() => program.close());

  test("is previewed while its address is not known", async () => {
    const text = await program.preview();
    for (const child of childrenOf) expect(text).toContain(`swarm:index:${child} create`);
  });

  test("is made, and does not change by itself", async () => {
    await program.up();
    await program.up("--expect-no-changes");
    const state = await stateOf(program);
    const address = state.get("Droplet server")?.outputs?.ipv4AddressPrivate;
    expect(address).toMatch(/^10\.10\.0\./);
    expect(state.get("Node c-manager-1")?.inputs).toMatchObject({ address });
    expect(state.get("Engine c-manager-1")?.deletedWith).toBe(state.get("Droplet server")?.urn);
    expect(state.get("Engine c-manager-1")?.dependencies).toContain(state.get("Droplet server")?.urn);
  });

  test("has what runs in it after its nodes", async () => {
    const state = await stateOf(program);
    expect(state.get("Stack web")?.dependencies).toContain(state.get("Node c-manager-1")?.urn);
  });

  test("is destroyed", async () => {
    await program.destroy();
    expect(program.left()).toEqual([]);
  });
});

describe.each([
  ["DigitalOceanCluster", "digitalocean", { region: "fra1", image: "debian-13-x64" }, "Droplet manager-1"],
  ["AwsCluster", "aws", { region: "eu-central-1", zones: ["eu-central-1a"], image: "debian-13" }, "Instance manager-1"],
] as const)("%s", (type, cloud, place, machine) => {
  const inputs = {
    cloud: { name: "shop", admins: ["203.0.113.7/32"], ...place },
    pools: [{ name: "manager", role: "manager", count: 1 }],
    stacks: [{ name: "hello" }],
  };
  const text = (options: string) => `${BASE}
new Remote("${type}", "shop", ${JSON.stringify(inputs)}, { ${options} });`;

  test("is made of the configuration's keys, does not change by itself, and goes without a trace", async () => {
    const program = await PaperProgram.open(cloud, text("protect: false"));
    try {
      await program.configure({});
      await program.up();
      await program.up("--expect-no-changes");
      const state = await stateOf(program);
      const component = state.get(`${type} shop`)?.urn;
      expect(state.get(machine)?.parent).toBe(component);
      expect(state.get(`${cloud} ${cloud}`)?.parent).toBe(component);
      expect(state.get("Node shop-cluster-manager-1")?.inputs).toMatchObject({ name: "manager-1" });
      expect(state.get("Stack shop-hello")).toBeDefined();
      await program.destroy();
      expect(program.left()).toEqual([]);
    } finally {
      await program.close();
    }
  });

  test("stands where the provider that the program gives it is", async () => {
    const own = `providers: [new pulumi.ProviderResource("${cloud}", "own", ${cloud === "aws" ? '{ region: "eu-central-1" }' : "{}"})]`;
    const program = await PaperProgram.open(cloud, text(own));
    try {
      await program.configure({});
      await program.up();
      const state = await stateOf(program);
      const { urn, id } = state.get(`${cloud} own`) as State;
      expect(state.get(machine)?.provider).toBe(`${urn}::${id}`);
      expect(state.has(`${cloud} ${cloud}`)).toBe(false);
      await program.destroy();
    } finally {
      await program.close();
    }
  });
});

test("every resource of a component has the options that the program gave the component", async () => {
  const text = (name: string, aliases: string) => `
const own = new pulumi.ProviderResource("swarm", "own", {});
const before = new Resource("swarm:index:KeyPair", "before", {});
const note = (args) => {
  if (args.type !== "swarm:index:Node") return undefined;
  return { props: { ...args.props, labels: { transformed: "true" } }, opts: args.opts };
};
new Remote("Cluster", "${name}", { machines: [machine] }, {
  ${aliases} protect: true, retainOnDelete: true, deletedWith: server, dependsOn: before, providers: [own], transforms: [note],
});
`;
  const program = await opened(text("c", ""));
  try {
    await program.up();
    const state = await stateOf(program);
    const own = state.get("swarm own");
    const provider = `${own?.urn}::${own?.id}`;
    for (const name of childrenOf) {
      expect([name, state.get(name)]).toEqual([
        name,
        expect.objectContaining({ protect: true, retainOnDelete: true, provider }),
      ]);
      expect([name, state.get(name)?.deletedWith]).toEqual([name, expect.any(String)]);
    }
    expect(state.get("Preflight c")?.deletedWith).toBe(state.get("Droplet server")?.urn);
    expect(state.get("Node c-manager-1")?.inputs?.labels).toEqual({ transformed: "true" });
    for (const name of childrenOf) expect(state.get(name)?.dependencies).toContain(state.get("KeyPair before")?.urn);
    // Protected resources would not let themselves be replaced.
    await program.write(SERVER + text("renamed", `aliases: [{ name: "c" }],`));
    await program.up();
    const renamed = await stateOf(program);
    expect(renamed.get("Swarm renamed")?.id).toBe(state.get("Swarm c")?.id);
    expect(renamed.has("Swarm c")).toBe(false);
  } finally {
    await program.close();
  }
});

test.each([
  [
    "a list of machines that is not known",
    "machines: server.ipv4Address.apply(() => [machine])",
    /machines is known only once/,
  ],
  ["a role that there is not", 'machines: [{ ...machine, role: "boss" }]', /machines\[0\]\.role it must be one of/],
  ["no manager", 'machines: [{ ...machine, role: "worker" }]', /machines need a manager/],
])("%s is refused before anything is made", async (_, args, message) => {
  const program = await opened(`new Remote("Cluster", "c", { ${args} });`);
  try {
    expect(await program.refusedPreview()).toMatch(message);
  } finally {
    await program.close();
  }
});

test("a component that needs values declares everything after the resources that they are from", async () => {
  const program = await opened(`
new Remote("HostsCluster", "h", {
  hosts: [{
    name: "manager-1", role: "manager", host: "203.0.113.1", address: "10.0.0.1",
    hostKey: login.publicKey, privateKey: login.privateKey,
  }],
});
`);
  try {
    expect(await program.refusedPreview()).toContain("hosts[0].privateKey is known only once");
    await program.up();
    const state = await stateOf(program);
    const login = state.get("KeyPair login")?.urn;
    for (const name of ["Preflight h-cluster", "Node h-cluster-manager-1"]) {
      expect([name, state.get(name)?.dependencies]).toEqual([name, expect.arrayContaining([login])]);
    }
  } finally {
    await program.close();
  }
});

test("a value that is refused once it is known ends the run with its message", async () => {
  const program = await opened(`
machine.connection.hostKey = server.ipv4Address;
new Remote("Cluster", "c", { machines: [machine] });
`);
  try {
    const text = await program.refused();
    expect(text).toMatch(/machines\[0\]\.connection\.hostKey is no host key/);
    expect(text).not.toContain("error serializing property");
  } finally {
    await program.close();
  }
});

test("an engine that is told of a running plugin has its components", async () => {
  const program = await opened(`new Remote("Cluster", "c", { machines: [machine] });`);
  try {
    await program.attach();
    expect(await program.preview()).toContain("swarm:index:Node c-manager-1 create");
  } finally {
    await program.close();
  }
});
