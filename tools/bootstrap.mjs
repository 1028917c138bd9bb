#!/usr/bin/env node
// Entry of every `npm run` command. Plain Node without dependencies, because on a fresh clone there are none:
// it installs the npm packages and compiles the sources when needed, then hands over to the compiled command.
// It talks on stderr, so that a command's own output can be piped.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const minimumNode = 20;

/** Command → compiled module; `build` has none, the preparation is all of it. */
const commands = {
  start: "tools/start.js",
  destroy: "tools/destroy.js",
  test: "tools/test.js",
  pulumi: "tools/pulumi-cli.js",
  schema: "provisioners/plugin/write-schema.js",
  "schema-check": "tools/schema-check.js",
  "docs:architecture": "tools/architecture/write.js",
  "architecture-check": "tools/architecture/check.js",
  docs: "tools/docs/write.js",
  lab: "lab/cli.js",
  bench: "bench/index.js",
  chaos: "tools/chaos.js",
  picture: "tools/picture.js",
  build: undefined,
};

const sources = ["infra", "provisioners", "lab", "tools", "bench"];
const settings = ["package.json", "tsconfig.json", "tsconfig.build.json", "package-lock.json"];

class Stop extends Error {
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= minimumNode) return;
  throw new Stop(
    `Node.js ${minimumNode} or newer is needed, this is ${process.versions.node}\n` +
      `Fix: install a newer one (nodejs.org, nvm, or your distribution) and run the same command again`,
  );
}

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** npm writes its own record of what it installed last of all, so a killed install never looks complete. */
function packagesAreInstalled() {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  const wanted = Object.entries(readJson(join(root, "package-lock.json")).packages);
  // Optional packages are mostly binaries for other platforms.
  return wanted.every(([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version);
}

async function installPackages() {
  if (packagesAreInstalled()) return;
  // Scripts stay off: no dependency needs one, and our own `prepare` would compile a second time.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  await step("npm packages", () => (npm?.endsWith(".js") ? run(process.execPath, [npm, ...args]) : run("npm", args)));
}

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.(ts|json)$/.test(entry.name)) yield path;
  }
}

/** Changes when a source, or what it is compiled with, changes. */
function fingerprint() {
  const hash = createHash("sha256");
  const files = sources
    .map((name) => join(root, name))
    .filter(existsSync)
    .flatMap((folder) => [...sourceFiles(folder)]);
  for (const path of [...files, ...settings.map((name) => join(root, name))]) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

async function compile() {
  const stamp = join(root, "dist/.fingerprint");
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await step("TypeScript build", () => run(process.execPath, [tsc, "-p", "tsconfig.build.json"]));
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

async function step(title, work) {
  const start = Date.now();
  process.stderr.write(`→ ${title} …\n`);
  await work();
  process.stderr.write(`✓ ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    // What a child prints goes to stderr, too.
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
    // Ctrl-C reaches the child through the terminal; this process waits for its end. TERM and HUP are passed on.
    const stay = () => {};
    const pass = (signal) => child.kill(signal);
    process.on("SIGINT", stay).on("SIGTERM", pass).on("SIGHUP", pass);
    const done = (settle) => {
      process.off("SIGINT", stay).off("SIGTERM", pass).off("SIGHUP", pass);
      settle();
    };
    const name = [basename(command), ...args.map((word) => (isAbsolute(word) ? relative(root, word) : word))].join(" ");
    child.on("error", (error) => done(() => reject(new Stop(`Cannot start ${command}\nCause: ${error.message}`))));
    child.on("exit", (code, signal) =>
      done(() => {
        if (code === 0) return resolve();
        const number = signal ? 128 + constants.signals[signal] : code;
        reject(new Stop(`${name} ended with ${signal ?? `code ${code}`}; its messages are above`, number));
      }),
    );
  });
}

async function main() {
  checkNode();
  const command = process.argv[2];
  if (!Object.hasOwn(commands, command ?? "")) {
    throw new Stop(`Unknown command "${command ?? ""}"\nFix: use one of ${Object.keys(commands).join(", ")}`);
  }
  await installPackages();
  await compile();
  const compiled = commands[command];
  if (!compiled) return;
  const module = join(root, "dist", compiled);
  // The command sees its own arguments only, as if it had been started directly.
  process.argv.splice(1, 2, module);
  await import(pathToFileURL(module).href);
}

main().catch((error) => {
  process.stderr.write(`\n${error instanceof Stop ? error.message : error.stack}\n`);
  process.exitCode = error.code && Number.isInteger(error.code) ? error.code : 1;
});
