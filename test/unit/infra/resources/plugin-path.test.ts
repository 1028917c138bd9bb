import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pluginPath, requirePlugin } from "../../../../infra/resources/plugin-path";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "project-"));
});
afterEach(() => rm(root, { recursive: true }));

const project = (text: string, name = "Pulumi.yaml") =>
  writeFile(join(root, name), `name: p\nruntime: nodejs\n${text}`);
const entry = (path: string) => `plugins:\n  providers:\n    - name: swarm\n      path: ${path}\n`;
/** A home and a PATH without any plugin. */
const bare = () => ({ PULUMI_NODEJS_MONITOR: "127.0.0.1:4000", PULUMI_HOME: join(root, "home"), PATH: root });

test("a project without the plugin is refused with the lines that it lacks", async () => {
  await project("");
  expect(() => requirePlugin(root, bare())).toThrow(
    `Add to ${join(root, "Pulumi.yaml")}:\n\n${entry(relative(root, pluginPath))}`,
  );
});

test("an entry that leads elsewhere is refused with the right path", async () => {
  await project(entry("node_modules/pulumi-swarm/plugin"), "Pulumi.yml");
  expect(() => requirePlugin(root, bare())).toThrow(
    `not in node_modules/pulumi-swarm/plugin. In ${join(root, "Pulumi.yml")}, write:\n\n${entry(relative(root, pluginPath))}`,
  );
});

test.each([
  ["an entry", () => entry(pluginPath), () => ({})],
  ["a package", () => "packages:\n  swarm: ./somewhere\n", () => ({})],
  ["PATH", () => "", () => ({ PATH: `${root}:${pluginPath}` })],
  ["a running plugin", () => "", () => ({ PULUMI_DEBUG_PROVIDERS: "aws:1,swarm:4000" })],
])("a project whose plugin is found by %s goes on", async (_, text, env) => {
  await project(text());
  expect(() => requirePlugin(root, { ...bare(), ...env() })).not.toThrow();
});

test("a project whose plugin is installed goes on, and one with another's plugin does not", async () => {
  await project("");
  await mkdir(join(root, "home/plugins/resource-swarmed-v1.0.0"), { recursive: true });
  expect(() => requirePlugin(root, bare())).toThrow("does not find the plugin");
  await mkdir(join(root, "home/plugins/resource-swarm-v0.1.0"));
  expect(() => requirePlugin(root, bare())).not.toThrow();
});

test("a program below the project's folder is refused as one in it", async () => {
  await project("");
  await mkdir(join(root, "src/main"), { recursive: true });
  expect(() => requirePlugin(join(root, "src/main"), bare())).toThrow(`Add to ${join(root, "Pulumi.yaml")}:`);
});

test("a program that no engine's host runs is left alone", async () => {
  await project("");
  expect(() => requirePlugin(root, { ...bare(), PULUMI_NODEJS_MONITOR: undefined })).not.toThrow();
});
