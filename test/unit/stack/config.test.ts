import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { stringify } from "yaml";
import { readConfig } from "../../../infra/config/stack-config";
import { program } from "../../../infra/program";
import type { ConfigError } from "../../../infra/settings/problems/problems";
import { configured } from "../configured";
import { environment, privateKey, publicKey } from "../environment";
import { record, settled } from "../recorded";

/** How the SDK marks a secret on its way to the engine. */
const SECRET = "4dabf18193072939515e22adb298388d";
const pools = [{ name: "manager", role: "manager", count: 1 }];

/** The resources that a configuration declares. */
async function declare(values: Record<string, unknown>, near = environment()) {
  const recorded = await record();
  jest.spyOn(console, "warn").mockImplementation(() => {});
  await settled(program(configured({ pools, ...values }, near)).services);
  return (type: string, name: string) =>
    recorded.find((each) => each.type === `swarm:index:${type}` && each.name === name);
}

test("a stack gets its files, its env files and the logins, these as secrets", async () => {
  const find = await declare({
    stacks: [{ name: "mine", file: ["env/stack.yaml", "rival.yaml"], envFile: "env/.env", resolveImage: "never" }],
    registries: [{ server: "registry.example.com", username: "ci", password: "swordfish" }],
  });
  const inputs = find("Stack", "mine")?.inputs;
  expect(inputs).toMatchObject({
    fileName: "stack.yaml",
    overrides: [{ name: "rival.yaml" }],
    resolveImage: "never",
    registries: { [SECRET]: expect.anything(), value: [{ server: "registry.example.com", password: "swordfish" }] },
    envFile: { [SECRET]: expect.anything(), value: { name: ".env" } },
    envFiles: { [SECRET]: expect.anything(), value: [{ name: "./web.env", text: "A=1\n" }] },
  });
  // What only the configuration needs.
  for (const key of ["path", "ports", "images"]) expect(inputs).not.toHaveProperty(key);
});

test("networks, secrets and configs are there before the stacks, which get their names", async () => {
  const near = { ...environment(), readFile: (path: string) => (path === "site.conf" ? "listen 80" : stackText) };
  const stackText = `services:
  web: { image: nginx, networks: [proxy], secrets: [key] }
networks: { proxy: { external: true } }
secrets: { key: { external: true, name: "\${SECRET_DB_KEY:?}" } }
`;
  const find = await declare(
    {
      networks: [{ name: "proxy", attachable: true, subnets: [{ subnet: "10.210.0.0/24" }] }],
      secrets: [{ name: "db-key", content: "swordfish" }],
      configs: [{ name: "site", file: "site.conf" }],
      stacks: [{ name: "mine", file: "mine.yaml" }],
    },
    near,
  );
  expect(find("Network", "proxy")?.inputs).toMatchObject({ attachable: true, subnets: [{ subnet: "10.210.0.0/24" }] });
  expect(find("Secret", "db-key")?.inputs.content).toEqual({ [SECRET]: expect.anything(), value: "swordfish" });
  expect(find("Config", "site")?.inputs.content).toBe("listen 80");
  const mine = find("Stack", "mine");
  expect(mine?.inputs.variables).toEqual({ SECRET_DB_KEY: "db-key_hash", CONFIG_SITE: "site_hash" });
  expect(mine?.dependsOn).toEqual(
    expect.arrayContaining(["swarm:index:Network::proxy", "swarm:index:Secret::db-key", "swarm:index:Config::site"]),
  );
});

test("networks that overlap, contents that are missing or twice, and names that collide are refused", async () => {
  const subnets = (...list: string[]) => list.map((subnet) => ({ subnet }));
  const wrong = declare({
    networks: [
      { name: "a", subnets: subnets("10.77.0.0/25", "10.201.4.0/24") },
      { name: "a", subnets: subnets("10.201.4.0/25") },
    ],
    secrets: [{ name: "none" }, { name: "key", content: "x" }, { name: "KEY", content: "y" }],
    configs: [
      { name: "gone", file: "nowhere" },
      { name: "both", file: "x", content: "y" },
    ],
  });
  await expect(wrong).rejects.toMatchObject({
    problems: [
      { path: "networks[1].name", text: "is the same as networks[0].name: a" },
      { path: "networks[0].subnets[0]", text: expect.stringContaining("overlaps the lab's network (10.77.0.0/24)") },
      { path: "networks[0].subnets[1]", text: expect.stringContaining("overlaps addressPools[0] (10.201.0.0/16)") },
      { path: "networks[1].subnets[0]", text: expect.stringContaining("overlaps addressPools[0]") },
      { path: "networks[1].subnets[0]", text: expect.stringContaining("overlaps networks[0].subnets[1]") },
      { path: "secrets[0]", text: expect.stringContaining("needs its content") },
      { path: "secrets[2]", text: expect.stringContaining("`SECRET_KEY` as secrets[1]") },
      { path: "configs[0]", text: expect.stringContaining("the file nowhere, which cannot be read") },
      { path: "configs[1]", text: expect.stringContaining("one of them") },
    ],
  });
});

test("secrets that everybody can read are refused, and not repeated", async () => {
  await record();
  const registries = JSON.stringify([{ server: "registry.example.com", username: "ci", password: "swordfish" }]);
  const read = (secretKeys: string[]) => {
    setAllConfig({ "swarm:pools": JSON.stringify(pools), "swarm:registries": registries }, secretKeys);
    return readConfig();
  };
  expect(() => read([])).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/^(?![\s\S]*swordfish)[\s\S]*swarm:registries holds[\s\S]*--secret/),
    }),
  );
  expect(read(["swarm:registries"]).registries).toMatchObject([{ password: "swordfish" }]);
});

test("private keys that everybody can read are refused by their names, those of files are not", async () => {
  await record();
  const folder = mkdtempSync(join(tmpdir(), "keys-"));
  const privateKeyFile = join(folder, "id");
  writeFileSync(privateKeyFile, privateKey);
  const hostKey = publicKey;
  const place = { host: "203.0.113.1", hostKey };
  const inline = { ...place, privateKey };
  const hosts = [
    { ...inline, name: "a", role: "manager", address: "10.20.0.1" },
    { ...place, privateKeyFile, jump: inline, name: "b", role: "worker", address: "10.20.0.2" },
  ];
  const nfs = { host: { ...inline, address: "10.20.0.3", jump: inline }, exports: [{ path: "/srv/data" }] };
  const swarm = { ca: { certificate: "CERTIFICATE", key: "swordfish" } };
  const read = (values: Record<string, unknown>, secretKeys: string[]) => {
    const all = { source: "hosts", hosts, nfs, swarm, ...values };
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    setAllConfig(
      Object.fromEntries(Object.entries(all).map(([key, value]) => [`swarm:${key}`, text(value)])),
      secretKeys,
    );
    return readConfig();
  };
  const refused = (secretKeys: string[]) => {
    try {
      read({}, secretKeys);
    } catch (error) {
      const { message, problems } = error as ConfigError;
      expect(message).not.toMatch(/PRIVATE KEY|swordfish/);
      return problems.map(({ path }) => path);
    }
    return [];
  };
  try {
    expect(refused([])).toEqual([
      "hosts[0].privateKey",
      "hosts[1].jump.privateKey",
      "nfs.host.privateKey",
      "nfs.host.jump.privateKey",
      "swarm.ca.key",
    ]);
    expect(refused(["swarm:hosts", "swarm:nfs"])).toEqual(["swarm.ca.key"]);
    expect(refused(["swarm:hosts", "swarm:nfs", "swarm:swarm"])).toEqual([]);
    expect(() => read({}, ["swarm:nfs", "swarm:swarm"])).toThrow(
      "swarm:hosts[0].privateKey is a key that everybody can read: set it with `pulumi config set --secret --path 'swarm:hosts[0].privateKey' <FILE`, or name that file in `privateKeyFile`",
    );
    const fromFile = { ...place, privateKeyFile, name: "a", role: "manager", address: "10.20.0.1" };
    expect(() => read({ hosts: [fromFile], nfs: undefined, swarm: {} }, [])).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("a key of the configuration that is encrypted in part", () => {
  const folder = mkdtempSync(join(tmpdir(), "partly-"));
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** Reads hosts and registries of which the file has the second ones' secrets in plain text. */
  async function refused(projectFile: string, stackFolder = ".") {
    await record();
    jest.spyOn(process, "cwd").mockReturnValue(folder);
    const place = { host: "203.0.113.1", hostKey: publicKey };
    const host = (name: string, address: string, key: unknown, sudoPassword: unknown) => {
      return { ...place, name, address, role: "manager", privateKey: key, sudoPassword };
    };
    const registry = (server: string, password: unknown) => ({ server, username: "ci", password });
    const values = (key: unknown, password: unknown) => ({
      "swarm:hosts": [
        host("a", "10.20.0.1", key, password),
        { ...host("b", "10.20.0.2", key, "hunter2"), jump: { ...place, privateKey } },
      ],
      "swarm:registries": [registry("one.test", password), registry("two.test", "swordfish")],
    });
    const secure = { secure: "v1:abc" };
    mkdirSync(join(folder, stackFolder), { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), projectFile);
    writeFileSync(
      join(folder, stackFolder, `Pulumi.${pulumi.getStack()}.yaml`),
      stringify({ encryptionsalt: "v1:x", config: { "swarm:source": "hosts", ...values(secure, secure) } }),
    );
    const all = Object.entries(values(privateKey, "hunter2")).map(([key, value]) => [key, JSON.stringify(value)]);
    setAllConfig({ "swarm:source": "hosts", ...Object.fromEntries(all) }, ["swarm:hosts", "swarm:registries"]);
    try {
      readConfig();
    } catch (error) {
      const { message, problems } = error as ConfigError;
      expect(message).not.toMatch(/PRIVATE KEY|swordfish|hunter2/);
      return problems.map(({ path, text }) => `${path} ${text}`);
    }
    return [];
  }

  test("is refused with what its file has in plain text", async () => {
    const found = [
      "hosts[1].sudoPassword is a password that everybody can read: set it with `pulumi config set --secret --path 'swarm:hosts[1].sudoPassword'`",
      expect.stringMatching(/^hosts\[1\]\.jump\.privateKey is a key that everybody can read: .*privateKeyFile/),
      expect.stringMatching(/^registries\[1\]\.password is a password that everybody can read/),
    ];
    expect(await refused("name: mine\n")).toEqual(found);
    rmSync(join(folder, `Pulumi.${pulumi.getStack()}.yaml`));
    expect(await refused("name: mine\nstackConfigDir: conf\n", "conf")).toEqual(found);
  });

  test("passes where its file is elsewhere", async () => {
    rmSync(join(folder, "conf"), { recursive: true, force: true });
    expect(await refused("name: mine\n", "elsewhere")).toEqual([]);
  });
});

test("images of archives are on every node before the stacks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "preload-"));
  const archive = join(folder, "images.tar");
  writeFileSync(join(folder, "manifest.json"), JSON.stringify([{ Config: "c.json", RepoTags: ["one:1"] }]));
  execFileSync("tar", ["cf", archive, "-C", folder, "manifest.json"]);
  const near = { ...environment(), resolve: (path: string) => join(folder, path) };
  const find = await declare({ stacks: ["hello"], preload: ["images.tar"] }, near);
  expect(find("Images", "preload")?.inputs).toMatchObject({ hosts: [{ name: "manager-1" }], archives: [archive] });
  expect(find("Stack", "hello")?.dependsOn).toContain("swarm:index:Images::preload");
  rmSync(folder, { recursive: true });
  await expect(declare({ preload: ["images.tar"] }, near)).rejects.toThrow(/preload\[0\] cannot be used: .*ENOENT/);
});
