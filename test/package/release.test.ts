import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReadEntry, t } from "tar";
import { parse, stringify } from "yaml";
import { dependencies, version } from "../../package.json";
import { packages } from "../../package-lock.json";
import { packageRoot } from "../../provisioners/core/paths";
import { withLanguages } from "../../tools/engine/languages";
import { pulumiEnvironment } from "../../tools/environment/pulumi";
import { archiveName, ownPlatform, platforms } from "../../tools/release/plugin";
import { productionPackages, type Sbom } from "../../tools/release/sbom";
import { sdkLanguages } from "../../tools/sdks";
import { capture } from "../../tools/terminal/run";

/*
 * What a release publishes, built from this checkout; then this computer's archive is installed by the engine into an empty
 * home, and a program without a path to a plugin is previewed. The program makes a key pair, which touches no host.
 */
jest.setTimeout(900_000);

const release = join(packageRoot, "release");
const name = `pulumi-resource-swarm-v${version}`;

let folder: string;
let env: NodeJS.ProcessEnv;
let sums: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-release-"));
  await mkdir(join(folder, "home"));
  const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, ...rest } = process.env;
  env = await pulumiEnvironment({ ...rest, PULUMI_HOME: join(folder, "home") }, folder);
  sums = await build();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function succeeds(program: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await capture(program, args, { cwd, env });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** Builds the release; gives its checksums. */
async function build(): Promise<string> {
  await succeeds(process.execPath, ["tools/bootstrap.mjs", "release:build", "--dry-run"], packageRoot);
  return readFile(join(release, "SHA256SUMS"), "utf8");
}

/** Files of an archive with their modes. */
async function filesOf(archive: string): Promise<Map<string, number | undefined>> {
  const entries: ReadEntry[] = [];
  await t({ file: join(release, archive), onReadEntry: (entry) => entries.push(entry) });
  return new Map(entries.map(({ path, mode }) => [path, mode]));
}

test("the release has the npm package, the plugin for each platform, an SDK for each other language, the schema and the list of dependencies", async () => {
  const archives = ["darwin", "linux", "windows"].flatMap((os) => [`${os}-amd64`, `${os}-arm64`]);
  expect(await readdir(release)).toEqual(
    expect.arrayContaining([
      ...archives.map((platform) => `${name}-${platform}.tar.gz`),
      ...sdkLanguages.map((language) => `pulumi-swarm-sdk-${language}-v${version}.tar.gz`),
      `pulumi-swarm-${version}.tgz`,
      "sbom.cdx.json",
      "schema.json",
      "SHA256SUMS",
    ]),
  );
});

test("the checksums are those of all other files", async () => {
  const files = (await readdir(release)).filter((file) => file !== "SHA256SUMS").sort();
  const lines = sums.trimEnd().split("\n");
  expect(lines.map((line) => line.slice(66))).toEqual(files);
  for (const line of lines) {
    const content = await readFile(join(release, line.slice(66)));
    expect(line.slice(0, 64)).toBe(createHash("sha256").update(content).digest("hex"));
  }
});

test("a second build gives the same bytes", async () => {
  expect(await build()).toBe(sums);
});

test.each(platforms)(
  "the archive for $os and $arch has what the engine starts there, and no package to install",
  async (platform) => {
    const files = await filesOf(archiveName(platform));
    const programs = [...files].filter(([path]) => path.startsWith("pulumi-resource-swarm"));
    const program = platform.os === "windows" ? "pulumi-resource-swarm.cmd" : "pulumi-resource-swarm";
    expect(programs).toEqual([[program, 0o755]]);
    const paths = [...files.keys()];
    expect(paths).toEqual(
      expect.arrayContaining(["LICENSE", "bundle/pulumi-swarm.js", "package.json", "stacks/hello/stack.yaml"]),
    );
    // The engine would install packages for a plugin with PulumiPlugin.yaml.
    expect(paths.filter((path) => /node_modules|PulumiPlugin|\.ts$/.test(path))).toEqual([]);
  },
);

test.each([
  ["python", "pyproject.toml"],
  ["go", "swarm/go.mod"],
  ["dotnet", "PulumiSwarm.Swarm.csproj"],
  ["java", "build.gradle"],
])("the SDK for %s has its package file", async (language, file) => {
  expect([...(await filesOf(`pulumi-swarm-sdk-${language}-v${version}.tar.gz`)).keys()]).toContain(file);
});

test("the list of dependencies names every package that is installed with this one", async () => {
  const { components } = JSON.parse(await readFile(join(release, "sbom.cdx.json"), "utf8")) as Sbom;
  const listed = components.map((component) => component["bom-ref"]).sort();
  expect(listed).toEqual([...productionPackages({ packages })].sort());
  expect(components.map((component) => component.name)).toEqual(expect.arrayContaining(Object.keys(dependencies)));
});

test("the engine installs this computer's archive into an empty home, and a program runs with that plugin", async () => {
  const platform = ownPlatform();
  if (!platform) throw new Error("there is no archive for this computer");
  const home = join(folder, "home");
  const args = [
    "plugin",
    "install",
    "resource",
    "swarm",
    `v${version}`,
    "--file",
    join(release, archiveName(platform)),
  ];
  await succeeds("pulumi", args, folder);
  const installed = join(home, "plugins", `resource-swarm-v${version}`);
  expect(await readdir(installed)).toContain("pulumi-resource-swarm");

  const program = join(folder, "program");
  await mkdir(program);
  await writeFile(join(program, "Pulumi.yaml"), "name: installed\nruntime: nodejs\n");
  await writeFile(join(program, "package.json"), '{ "name": "installed", "private": true, "main": "index.js" }');
  await writeFile(join(program, "index.js"), source);
  await symlink(join(packageRoot, "node_modules"), join(program, "node_modules"));
  await succeeds("pulumi", ["stack", "select", "--create", "dev"], program);
  const up = ["up", "--yes", "--skip-preview", "--logtostderr", "-v=6"];
  const { code, stdout, stderr } = await capture("pulumi", up, { cwd: program, env });
  expect([code, stdout]).toEqual([0, expect.stringContaining("swarm:index:KeyPair key")]);
  const found = [...stderr.matchAll(/GetPluginPath\(resource, swarm, .*found ([^"\n]+)/g)].map(([, where]) => where);
  expect(new Set(found)).toEqual(new Set([`in cache at ${join(installed, "pulumi-resource-swarm")}`]));
  expect(await succeeds("pulumi", ["stack", "output", "publicKey"], program)).toMatch(/^ssh-ed25519 /);
});

test("the example in YAML is previewed with the installed plugin, the whole cluster below its component", async () => {
  const at = join(folder, "yaml");
  await mkdir(at);
  const { plugins: _, ...project } = parse(await readFile(join(packageRoot, "examples/yaml/lab/Pulumi.yaml"), "utf8"));
  await writeFile(join(at, "Pulumi.yaml"), stringify(project));
  const yaml = await withLanguages(env, ["yaml"]);
  await succeeds("pulumi", ["stack", "select", "--create", "dev"], at);
  const { code, stdout, stderr } = await capture("pulumi", ["preview", "--color", "never"], { cwd: at, env: yaml });
  expect([code, stderr, stdout]).toEqual([
    0,
    expect.anything(),
    expect.stringMatching(/swarm:index:LabCluster +dev +create/),
  ]);
  for (const type of ["Machine", "Engine", "Swarm", "Stack"]) expect(stdout).toContain(`swarm:index:${type}`);
});

test("the plugin refuses an older Node.js with the command that installs a newer one", async () => {
  const older = join(folder, "older.js");
  await writeFile(older, 'Object.defineProperty(process, "versions", { value: { node: "20.20.2" } });');
  const plugin = join(folder, "home/plugins", `resource-swarm-v${version}`, "bundle/pulumi-swarm.js");
  const { code, stderr } = await capture(process.execPath, ["--require", older, plugin, "plugin"], { env });
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^pulumi-swarm needs Node\.js .* this is 20\.20\.2\nFix: /),
  ]);
});

/** A program with nothing but Pulumi's SDK: what other languages' SDKs do. */
const source = `
const { CustomResource } = require("@pulumi/pulumi");
const inputs = { comment: "release", publicKey: undefined };
const key = new CustomResource("swarm:index:KeyPair", "key", inputs, { version: ${JSON.stringify(version)} });
exports.publicKey = key.publicKey;
`;
