import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { pulumiEnvironment } from "../../tools/environment/pulumi";
import { capture } from "../../tools/terminal/run";
import { compiled, consumer, hovers, moduleSystems } from "./consumer";

/*
 * The package as a user installs it: packed, installed from the archive by each package manager, found by the real engine.
 * The program makes a key pair, which touches no host.
 */
jest.setTimeout(900_000);

const program = 'const { KeyPair } = require("pulumi-swarm");\nexports.key = new KeyPair("key", {}).publicKey;\n';
const entry = (path: string) => `plugins:\n  providers:\n    - name: swarm\n      path: ${path}\n`;
const ownPlugin = entry("node_modules/pulumi-swarm/plugin");

let folder: string;
let archive: string;
let env: NodeJS.ProcessEnv = process.env;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-package-"));
  const packed = await succeeds("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], packageRoot);
  archive = join(folder, packed.trim().split("\n").at(-1) ?? "");
  const home = join(folder, "home");
  await mkdir(home);
  const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, ...rest } = process.env;
  env = await pulumiEnvironment({ ...rest, PULUMI_HOME: home }, folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function succeeds(program: string, args: string[], cwd: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, stdout, stderr } = await capture(program, args, { cwd, env: { ...env, ...more } });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** A project that uses the package; returns its folder. */
async function project(name: string, { path = "", plugin = ownPlugin, more = {} as Record<string, string> } = {}) {
  const at = join(folder, name, path);
  const dependencies = { "@pulumi/pulumi": "^3.270.0", "pulumi-swarm": `file:${archive}` };
  const files = {
    "package.json": JSON.stringify({ name, version: "1.0.0", private: true, main: "index.js", dependencies }),
    "index.js": program,
    "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n${plugin}`,
    ...more,
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(at, file)), { recursive: true });
    await writeFile(join(at, file), text);
  }
  return at;
}

/** What Pulumi shows of the project, installed and previewed. `by` is put before the command. */
async function preview(at: string, more: NodeJS.ProcessEnv = {}, by: string[] = []): Promise<string> {
  await capture("pulumi", ["stack", "select", "--create", "dev"], { cwd: at, env });
  const [program = "", ...args] = [...by, "pulumi", "preview", "--color", "never"];
  const { stdout, stderr } = await capture(program, args, { cwd: at, env: { ...env, ...more } });
  return stdout + stderr;
}

const planned = /swarm:index:KeyPair +key +create/;

describe("with npm", () => {
  let at: string;
  beforeAll(async () => {
    at = await project("npm");
    await succeeds("npm", ["install", "--no-audit", "--no-fund"], at);
  });

  test("the plugin is found where Pulumi.yaml says, and `pulumi install` downloads nothing", async () => {
    await succeeds("pulumi", ["install"], at);
    expect(await preview(at)).toMatch(planned);
    expect(await readdir(join(folder, "home"))).not.toContain("plugins");
  });

  test("a project without the entry gets its lines before anything is downloaded; with npm's PATH it needs none", async () => {
    const without = join(folder, "without");
    await cp(at, without, { recursive: true });
    await writeFile(join(without, "Pulumi.yaml"), "name: without\nruntime: nodejs\n");
    const text = await preview(without);
    expect(text).toContain(`Add to ${join(without, "Pulumi.yaml")}:`);
    expect(text).toContain("path: node_modules/pulumi-swarm/plugin");
    expect(text).not.toMatch(/download/i);
    const bin = join(without, "node_modules/.bin");
    expect(await preview(without, { PATH: `${bin}:${env.PATH}` })).toMatch(planned);
  });

  test("`npx pulumi-swarm lab` looks after the lab's machines, and names commands that the project has", async () => {
    const cache = { PULUMI_SWARM_CACHE: join(folder, "cache") };
    const shown = await succeeds("npx", ["pulumi-swarm", "lab", "ls"], at, cache);
    expect(shown).toContain("There are no machines. `pulumi up` makes some.");
    const help = await succeeds("npx", ["pulumi-swarm", "lab", "ssh", "--help"], at);
    expect(help).toContain("Usage: npx pulumi-swarm lab ssh [options] <machine>");
  });

  test("an ES module imports by name", async () => {
    const file = join(at, "program.mjs");
    await writeFile(
      file,
      'import { Cluster, hostMachines } from "pulumi-swarm";\nconsole.log(Cluster.name, hostMachines.name);',
    );
    expect(await succeeds("node", [file], at)).toBe("Cluster hostMachines");
  });

  test("a cloud whose package is not installed is refused with the package's name, each time", async () => {
    const program = `const { awsProvider } = require("pulumi-swarm");
      for (const _ of [1, 2]) try { awsProvider.provider({}) } catch (error) { console.log(error.message) }`;
    const lines = (await succeeds("node", ["-e", program], at)).match(/npm install @pulumi\/aws/g);
    expect(lines).toHaveLength(2);
  });

  test.each(Object.entries(moduleSystems))(
    "a strict consumer without skipLibCheck compiles: %s",
    async (_, options) => {
      const file = join(at, "consumer.ts");
      await writeFile(file, consumer);
      expect(compiled(file, options)).toEqual([]);
    },
  );

  test("a strict consumer without skipLibCheck compiles as an ES module", async () => {
    const file = join(at, "consumer.mts");
    await writeFile(file, consumer);
    expect(compiled(file, moduleSystems["CommonJS with nodenext"])).toEqual([]);
  });

  test("an editor shows the documentation of each argument on one screen", async () => {
    const file = join(at, "consumer.ts");
    const words = ["comment", "machines", "preparation", "closeMetadata", "engine", "maxUnavailable"];
    const more = ["taskHistoryLimit", "removeFailed", "timeout", "attachable", "rootSquash", "maxClockSkew"];
    for (const { word, declaration, documentation } of hovers(file, consumer, [...words, ...more])) {
      expect([word, documentation]).toEqual([word, expect.stringMatching(/\w+ \w+/)]);
      expect(`${declaration}\n${documentation}`.split("\n").length).toBeLessThanOrEqual(25);
    }
  });
});

test("in a workspace the plugin is found in the folder of the whole", async () => {
  const at = await project("workspace", {
    path: "packages/app",
    plugin: entry("../../node_modules/pulumi-swarm/plugin"),
  });
  const root = join(folder, "workspace");
  await writeFile(join(root, "package.json"), '{ "name": "root", "private": true, "workspaces": ["packages/*"] }');
  await succeeds("npm", ["install", "--no-audit", "--no-fund"], root);
  expect(await preview(at)).toMatch(planned);
});

test.each([
  ["pnpm", ["pnpm@10", "install"], {}],
  ["yarn 1", ["yarn@1", "install"], {}],
])("with %s the plugin is found where Pulumi.yaml says", async (name, install, more) => {
  const at = await project(name.replace(" ", "-"), { more });
  await succeeds("npx", ["--yes", ...install], at);
  expect(await preview(at)).toMatch(planned);
});

test("with yarn's Plug'n'Play the plugin is found without an entry", async () => {
  const more = { ".yarnrc.yml": "pnpEnableEsmLoader: false\nenableTelemetry: false\n", "yarn.lock": "" };
  const at = await project("yarn-pnp", { plugin: "", more });
  const registry = (await succeeds("npm", ["config", "get", "registry"], at)).trim();
  const yarn = ["npx", "--yes", "--package", "@yarnpkg/cli-dist@4", "yarn"];
  const [npx = "", ...args] = [...yarn, "install", "--no-immutable"];
  await succeeds(npx, args, at, { YARN_NPM_REGISTRY_SERVER: registry });
  expect(await readdir(at)).toContain(".pnp.cjs");
  expect(await preview(at, {}, [...yarn, "exec"])).toMatch(planned);
});
