import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as load } from "yaml";
import { program } from "../../../infra/program";
import { configured, problems } from "../configured";
import { environment, privateKey, publicKey } from "../environment";
import { type Recorded, record, settled } from "../recorded";

const stack = (text: string) => ({
  ...environment(),
  readFile: (path: string) => (path === "mine.yaml" ? text : environment().readFile(path)),
});
const pools = [{ name: "manager", role: "manager", count: 1 }];
const exports = [{ path: "/srv/data" }];
const keys = { privateKey, hostKey: publicKey };
const hosts = [{ name: "a", role: "manager", host: "203.0.113.1", address: "10.20.0.1", ...keys }];
const host = { host: "203.0.113.9", address: "10.20.0.9", ...keys };
const mine = { name: "mine", file: "mine.yaml" };
const user = "services: {a: {image: b}}\nvolumes: {d: {driver_opts: {o: 'addr=\u0024{NFS_HOST}'}}}\n";

describe("swarm:nfs", () => {
  test("serves from a machine of its own in a lab, unless it names one of the swarm", () => {
    expect(configured({ pools, nfs: { exports } }).nfs?.place).toEqual({
      kind: "lab",
      name: "nfs",
      address: "10.77.0.10",
      cpus: 1,
      memory: 768,
    });
    expect(configured({ pools, nfs: { exports, machine: { memory: 512 } } }).nfs?.place).toMatchObject({ memory: 512 });
    expect(configured({ pools, nfs: { on: "manager-1", exports } }).nfs?.place).toEqual({
      kind: "node",
      name: "manager-1",
    });
  });

  test("serves from a host of its own, or from one of the hosts", () => {
    const { nfs } = configured({ source: "hosts", hosts, nfs: { host, exports } });
    expect(nfs?.place).toMatchObject({
      kind: "host",
      name: "nfs",
      address: "10.20.0.9",
      connection: { host: "203.0.113.9", user: "root", port: 22 },
    });
    expect(configured({ source: "hosts", hosts, nfs: { on: "a", exports } }).nfs?.place).toEqual({
      kind: "node",
      name: "a",
    });
  });

  test("takes clients as networks or with options", () => {
    const clients = ["10.77.0.0/24", { cidr: "10.78.0.0/24", access: "ro" }];
    expect(configured({ pools, nfs: { exports: [{ path: "/srv/data", clients }] } }).nfs?.exports).toEqual([
      {
        path: "/srv/data",
        clients: [
          { cidr: "10.77.0.0/24", access: "rw", rootSquash: true, allSquash: false },
          { cidr: "10.78.0.0/24", access: "ro", rootSquash: true, allSquash: false },
        ],
      },
    ]);
  });

  test("every problem at once, those of other keys too", () => {
    expect(
      problems({
        pools,
        nfs: {
          on: "manger-1",
          exports: [{ path: "/etc" }, { path: "/srv/data" }],
          disk: { device: "/dev/sdb", mountPoint: "/srv/d" },
        },
        stacks: ["helo"],
      }),
    ).toEqual([
      expect.stringMatching(/^nfs\.exports\[0\]\.path belongs to the system/),
      expect.stringMatching(/^nfs\.disk\.device must be a name that stays/),
      expect.stringMatching(/^nfs\.disk\.mountPoint holds no export/),
      expect.stringMatching(/^nfs\.on is no known machine: did you mean `manager-1`/),
      expect.stringMatching(/^stacks\[0\] is no known stack/),
    ]);
    expect(
      problems({ pools, nfs: { exports: [{ path: "/srv/a", owner: "me", mode: "rwx", clients: ["x"] }], exprts: 1 } }),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^nfs\.exprts is no known key: did you mean `exports`/),
        expect.stringMatching(/^nfs\.exports\[0\]\.owner must be `<uid>:<gid>`/),
        expect.stringMatching(/^nfs\.exports\[0\]\.mode must be octal/),
        expect.stringMatching(/^nfs\.exports\[0\]\.clients\[0\]\.cidr is no valid network/),
      ]),
    );
  });

  test.each([
    ["two places", { pools, nfs: { on: "manager-1", machine: {}, exports } }, /^nfs has on and machine: only one/],
    ["a host in a lab", { pools, nfs: { host, exports } }, /^nfs\.host is not used by source `lab`/],
    [
      "a lab machine for hosts",
      { source: "hosts", hosts, nfs: { machine: {}, exports } },
      /^nfs\.machine is for a lab/,
    ],
    ["nowhere", { source: "hosts", hosts, nfs: { exports } }, /^nfs needs `host`/],
    [
      "an address twice",
      { source: "hosts", hosts, nfs: { host: { ...host, address: "10.20.0.1" }, exports } },
      /use `on`/,
    ],
    [
      "no room",
      { pools, nfs: { machine: { memory: 14_000 }, exports } },
      /^pools ask for 14768 MiB of memory in 2 machines/,
    ],
  ] as [string, Record<string, unknown>, RegExp][])("%s", (_, values, text) => {
    expect(problems(values)).toEqual([expect.stringMatching(text)]);
  });
});

describe("stacks", () => {
  test("that must have NFS_HOST are content with the one that swarm:nfs gives", () => {
    const strict = stack(user.replace("NFS_HOST}", "NFS_HOST:?no storage}"));
    expect(problems({ pools, nfs: { exports }, stacks: [mine] }, strict)).toEqual([]);
    expect(problems({ pools, stacks: [mine] }, strict)).not.toEqual([]);
  });

  test("that use NFS_HOST need swarm:nfs, or a value of their own", () => {
    const near = stack(user);
    expect(problems({ pools, stacks: [mine] }, near)).toEqual([
      expect.stringMatching(/^stacks\[0\] \(mine\) uses NFS_HOST/),
    ]);
    expect(problems({ pools, stacks: [{ ...mine, variables: { NFS_HOST: "10.0.0.1" } }] }, near)).toEqual([]);
    expect(problems({ pools, stacks: [mine], nfs: { exports } }, near)).toEqual([]);
    expect(problems({ pools, stacks: [mine] }, stack(user.replace("NFS_HOST}", "NFS_HOST:-10.0.0.1}")))).toEqual([]);
    expect(problems({ pools, stacks: [mine] }, stack(user.replace("NFS_HOST}", "NFS_HOSTS}")))).toEqual([]);
  });

  test("cannot publish the port of a node that serves NFS", () => {
    const near = stack('services: {a: {image: b, ports: ["2049:80"]}}\n');
    expect(problems({ pools, stacks: [mine], nfs: { exports } }, near)).toEqual([]);
    expect(problems({ pools, stacks: [mine], nfs: { on: "manager-1", exports } }, near)).toEqual([
      expect.stringMatching(/^stacks\[0\] \(mine\) publishes 2049\/tcp, where manager-1 serves NFS/),
    ]);
  });
});

describe("the program", () => {
  async function declare(values: Record<string, unknown>) {
    const recorded = await record();
    jest.spyOn(console, "warn").mockImplementation(() => {});
    await settled(program(configured(values)).services);
    return (type: string, name: string) =>
      recorded.find((each) => each.type === `swarm:index:${type}` && each.name === name) as Recorded;
  }
  const two = [{ name: "manager", role: "manager", count: 2 }];

  test("makes the server's machine beside the swarm; every node may mount, and stacks wait", async () => {
    const find = await declare({ pools: two, nfs: { exports }, stacks: ["hello"] });
    expect(find("Machine", "nfs").inputs).toMatchObject({ address: "10.77.0.10", ports: [] });
    expect(find("Node", "cluster-nfs")).toBeUndefined();
    const server = find("NfsServer", "nfs");
    expect(server.inputs).toMatchObject({
      name: "nfs",
      address: "10.77.0.10",
      exports: [{ path: "/srv/data", clients: [{ cidr: "10.77.0.11/32" }, { cidr: "10.77.0.12/32" }] }],
    });
    expect(server.deletedWith).toBe("swarm:index:Machine::nfs");
    const client = find("NfsClient", "manager-2");
    expect(client.inputs).toMatchObject({ name: "manager-2", server: "10.77.0.10" });
    expect(client.dependsOn).toEqual(
      expect.arrayContaining(["swarm:index:NfsServer::nfs", "swarm:index:Engine::cluster-manager-2"]),
    );
    const stack = find("Stack", "hello");
    expect(stack.inputs.variables).toEqual({ NFS_HOST: "10.77.0.10" });
    expect(stack.dependsOn).toEqual(
      expect.arrayContaining(["swarm:index:NfsServer::nfs", "swarm:index:NfsClient::manager-2"]),
    );
  });

  test("on a node: no machine more, after that node's Docker", async () => {
    const find = await declare({ pools: two, nfs: { on: "manager-2", exports }, stacks: ["hello"] });
    expect(find("Machine", "nfs")).toBeUndefined();
    const server = find("NfsServer", "manager-2");
    expect(server.inputs).toMatchObject({ name: "manager-2", address: "10.77.0.12" });
    expect(server.dependsOn).toContain("swarm:index:Engine::cluster-manager-2");
  });

  test("a stack's own NFS_HOST stays, and hosts are never deleted with anything", async () => {
    const stacks = [{ name: "hello", variables: { NFS_HOST: "10.9.9.9" } }];
    const find = await declare({ source: "hosts", hosts, nfs: { host, exports }, stacks });
    expect(find("Stack", "hello").inputs.variables).toEqual({ NFS_HOST: "10.9.9.9" });
    expect(find("NfsServer", "nfs").deletedWith).toBeUndefined();
    expect(JSON.stringify(find("NfsServer", "nfs").inputs)).toContain("4dabf18193072939515e22adb298388d");
  });

  test("without swarm:nfs there is none of it", async () => {
    const find = await declare({ pools: two, stacks: ["hello"] });
    expect(find("NfsServer", "nfs")).toBeUndefined();
    expect(find("Stack", "hello").inputs.variables).toEqual({});
  });
});

describe("the example", () => {
  const read = (file: string) => readFileSync(join(__dirname, "../../..", file), "utf8");

  test("is valid, and docs/nfs.md shows it as it is", () => {
    const text = read("examples/nfs/Pulumi.nfs.yaml");
    const { config } = load(text) as { config: Record<string, unknown> };
    const values = Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace("swarm:", ""), value]));
    expect(configured(values, { ...environment(), readFile: read }).stacks).toMatchObject([
      { name: "shared", ports: [{ port: 8090 }] },
    ]);
    const page = read("docs/nfs.md");
    expect(page).toContain(text);
    expect(page).toContain(read("examples/nfs/stack.yaml"));
  });
});
