import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { run, step } from "./steps.mjs";

const sources = ["infra", "provisioners", "lab", "tools", "bench"];
const settings = ["package.json", "tsconfig.json", "tsconfig.build.json", "package-lock.json"];

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.(ts|json)$/.test(entry.name)) yield path;
  }
}

/** Changes when a source, or what it is compiled with, changes. */
function fingerprint(root) {
  const hash = createHash("sha256");
  const files = sources
    .map((name) => join(root, name))
    .filter(existsSync)
    .flatMap((folder) => [...sourceFiles(folder)]);
  for (const path of [...files, ...settings.map((name) => join(root, name))]) {
    const { size, mtimeMs } = statSync(path);
    // Relative: a checkout that was moved or copied is not compiled again.
    hash.update(`${relative(root, path)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** Removes what was compiled of sources that are gone: Node.js would take `x.js` before `x/index.js`. */
function removeStale(root) {
  const dist = join(root, "dist");
  for (const folder of sources.map((name) => join(dist, name)).filter(existsSync)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const source = join(root, relative(dist, path)).replace(/(\.d\.ts|\.js(\.map)?)$/, ".ts");
      if (entry.isFile() && !existsSync(source)) rmSync(path);
    }
  }
}

/** Compiles the sources where they changed. With `despiteErrors`, code with wrong types is compiled all the same. */
export async function compile(root, { despiteErrors = false } = {}) {
  const stamp = join(root, "dist/.fingerprint");
  const now = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  removeStale(root);
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  try {
    await step("TypeScript build", () => run(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root }));
  } catch (error) {
    if (!despiteErrors) throw error;
    process.stderr.write(`${error.message}\nGoing on: the types may fit once this command has written its files.\n`);
    return;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}
