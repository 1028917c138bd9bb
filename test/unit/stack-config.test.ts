import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { parseConfig } from "../../infra/config";
import { readConfig } from "../../infra/config/read";
import { program } from "../../infra/program";
import { record, settled } from "./recorded";
import { surroundings } from "./surroundings";

/** How the SDK marks a secret on its way to the engine. */
const SECRET = "4dabf18193072939515e22adb298388d";
const pools = [{ name: "manager", role: "manager", count: 1 }];

/** The resources that a configuration declares. */
async function declare(values: Record<string, unknown>, near = surroundings()) {
  const recorded = await record();
  jest.spyOn(console, "warn").mockImplementation(() => {});
  const raw = Object.entries({ pools, ...values }).map(([key, value]) => [`swarm:${key}`, JSON.stringify(value)]);
  await settled(program(parseConfig(Object.fromEntries(raw), near)).services);
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

test("passwords of registries that are no secrets are refused, and not repeated", async () => {
  await record();
  const registries = JSON.stringify([{ server: "registry.example.com", username: "ci", password: "swordfish" }]);
  const read = (secretKeys: string[]) => {
    setAllConfig({ "swarm:pools": JSON.stringify(pools), "swarm:registries": registries }, secretKeys);
    return readConfig();
  };
  expect(() => read([])).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/^(?![\s\S]*swordfish)[\s\S]*swarm:registries has passwords[\s\S]*--secret/),
    }),
  );
  expect(read(["swarm:registries"]).registries).toMatchObject([{ password: "swordfish" }]);
});

test("images of archives are on every node before the stacks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "preload-"));
  const archive = join(folder, "images.tar");
  writeFileSync(join(folder, "manifest.json"), JSON.stringify([{ Config: "c.json", RepoTags: ["one:1"] }]));
  execFileSync("tar", ["cf", archive, "-C", folder, "manifest.json"]);
  const near = { ...surroundings(), resolve: (path: string) => join(folder, path) };
  const find = await declare({ stacks: ["hello"], preload: ["images.tar"] }, near);
  expect(find("Images", "preload")?.inputs).toMatchObject({ hosts: [{ name: "manager-1" }], archives: [archive] });
  expect(find("Stack", "hello")?.dependsOn).toContain("swarm:index:Images::preload");
  rmSync(folder, { recursive: true });
  await expect(declare({ preload: ["images.tar"] }, near)).rejects.toThrow(/preload\[0\] cannot be used: .*ENOENT/);
});
