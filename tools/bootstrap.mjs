#!/usr/bin/env node
// Entry of every `npm run` command. Plain Node without dependencies, because on a fresh clone there are none, and for
// the old Node.js that a system may have: it sees to a newer one, installs the npm packages and compiles the sources
// when needed, then hands over to the compiled command. It talks on stderr, so that a command's output can be piped.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./bootstrap/build.mjs";
import { newerNode } from "./bootstrap/node.mjs";
import { installPackages } from "./bootstrap/npm.mjs";
import { runAgain, Stop } from "./bootstrap/steps.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Command → compiled module, with its first arguments; `build` has none, the preparation is all of it. */
const commands = {
  start: "tools/start.js",
  destroy: "tools/destroy.js",
  test: "tools/test-suites/test.js",
  pulumi: "tools/pulumi-cli.js",
  schema: "tools/codegen/write.js",
  "schema-check": "tools/test-suites/schema-check.js",
  sdks: "tools/sdks/write.js",
  "docs:architecture": "tools/architecture/write.js",
  "architecture-check": "tools/architecture/check.js",
  docs: "tools/docs/write.js",
  lab: "cli/main.js lab",
  swarm: "tools/swarm-cli.js",
  bench: "bench/index.js",
  chaos: "tools/test-suites/chaos.js",
  fuzz: "tools/stack-files/fuzz-command.js",
  picture: "tools/pictures/cluster.js",
  recording: "tools/pictures/recording.js",
  format: "tools/format.js",
  "release:build": "tools/release/build.js",
  build: undefined,
};

async function main() {
  const command = process.argv[2];
  if (!Object.hasOwn(commands, command ?? "")) {
    throw new Stop(`Unknown command "${command ?? ""}"\nFix: use one of ${Object.keys(commands).join(", ")}`);
  }
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const folder = await newerNode({ range: engines.node });
  if (folder) return runAgain(folder);
  await installPackages(root);
  // What the types do not fit yet may be what `schema` is to write.
  await build(root, { despiteErrors: command === "schema" });
  const compiled = commands[command];
  if (!compiled) return;
  const [file, ...first] = compiled.split(" ");
  const module = join(root, "dist", file);
  // The command sees its own arguments only, as if it had been started directly.
  process.argv.splice(1, 2, module, ...first);
  await import(pathToFileURL(module).href);
}

main().catch((error) => {
  process.stderr.write(`\n${error instanceof Stop ? error.message : error.stack}\n`);
  process.exitCode = error.code && Number.isInteger(error.code) ? error.code : 1;
});
