import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as esbuild from "esbuild";
import ts from "typescript";

const LIBRARY = "infra/exports";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** One file of all our code. Names stay, and lines are short, so that a stack is of use. */
function settings(root) {
  const { engines } = readJson(join(root, "package.json"));
  return {
    ...readJson(join(root, "tools/bootstrap/bundle.json")),
    absWorkingDir: root,
    target: `node${engines.node.replace(/\D/g, "")}`,
  };
}

/** Makes `bundle`, the part of the npm package that is built: the code, with npm's packages beside it, and its declarations. */
export async function bundle(root) {
  const outfile = join(root, "bundle/pulumi-swarm.js");
  await written(outfile, {
    ...settings(root),
    packages: "external",
    banner: { js: "#!/usr/bin/env node" },
    footer: { js: `0 && (module.exports = { ${(await exportedNames(root)).join(", ")} });` },
  });
  copyDeclarations(root);
}

/** Never half written: a lab that starts at this moment runs it. */
async function written(outfile, options) {
  const part = `${outfile}.part`;
  await esbuild.build({ ...options, outfile: part });
  renameSync(part, outfile);
}

/** What the library exports. ES modules can import by name what the last line of the bundle lists. */
async function exportedNames(root) {
  const { metafile } = await esbuild.build({
    ...settings(root),
    entryPoints: [`${LIBRARY}.ts`],
    format: "esm",
    packages: "external",
    outdir: join(root, "bundle"),
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs)[0].exports;
}

/** Copies the library's declarations and those that they import, and no others. */
function copyDeclarations(root) {
  const [from, to] = [join(root, "dist"), join(root, "bundle/types")];
  rmSync(to, { recursive: true, force: true });
  for (const file of declarations(join(from, `${LIBRARY}.d.ts`))) {
    const copy = join(to, relative(from, file));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
}

function declarations(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
    if (!fileName.startsWith(".")) continue;
    const path = join(dirname(file), fileName);
    declarations([`${path}.d.ts`, join(path, "index.d.ts")].find(ts.sys.fileExists), found);
  }
  return found;
}
