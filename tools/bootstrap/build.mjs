import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { compile, sharedWithTests, sources } from "./compile.mjs";
import { step } from "./steps.mjs";

const settings = ["package.json", "tsconfig.json", "tsconfig.build.json", "package-lock.json"];

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.(ts|mjs|json)$/.test(entry.name)) yield path;
  }
}

/** Changes when a source, or what it is compiled with, changes. */
function fingerprint(root) {
  const hash = createHash("sha256");
  const files = [...sources, ...sharedWithTests]
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

/** Compiles and bundles the sources where they changed. With `despiteErrors`, code with wrong types is compiled all the same. */
export async function build(root, { despiteErrors = false } = {}) {
  const stamp = join(root, "dist/.fingerprint");
  const now = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  try {
    await compile(root);
  } catch (error) {
    if (!despiteErrors) throw error;
    process.stderr.write(`${error.message}\nGoing on: the types may fit once this command has written its files.\n`);
    return;
  }
  // Not before now: what it imports is among the npm packages.
  const { bundle } = await import("./bundle.mjs");
  await step("bundle", () => bundle(root));
  writeFileSync(stamp, now);
}
