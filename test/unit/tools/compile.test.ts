import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { packageRoot } from "../../../provisioners/core/paths";

const compileModule = pathToFileURL(join(packageRoot, "tools/bootstrap/compile.mjs")).href;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "compile-"));
});
afterEach(() => rm(root, { recursive: true }));

test("a build removes what was compiled of a source that became a folder", async () => {
  const files = [
    ...["package.json", "tsconfig.json", "tsconfig.build.json", "package-lock.json"],
    ...["infra/cluster/index.ts", "dist/infra/cluster/index.js", "dist/infra/cluster/index.d.ts"],
    ...["dist/infra/cluster.js", "dist/infra/cluster.js.map", "dist/infra/cluster.d.ts"],
    "node_modules/typescript/bin/tsc",
  ];
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), "");
  }
  const script = `const { compile } = await import(${JSON.stringify(compileModule)}); await compile(${JSON.stringify(root)});`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  expect(await readdir(join(root, "dist/infra"))).toEqual(["cluster"]);
  expect(await readdir(join(root, "dist/infra/cluster"))).toEqual(["index.d.ts", "index.js"]);
});
