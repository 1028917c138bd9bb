import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { run, step } from "./steps.mjs";

export const sources = ["bin", "cli", "infra", "provisioners", "lab", "tools", "bench"];
/** Stand-ins of the tests that measurements import. */
export const sharedWithTests = ["test/ssh", "test/unit/fakes"];

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

/** Compiles the sources into `dist`. */
export async function compile(root) {
  removeStale(root);
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await step("TypeScript build", () => run(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root }));
}
