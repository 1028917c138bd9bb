import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { localFolder } from "../environment/paths";
import { capture, lastLines } from "../terminal/run";
import { drawLayers, type Import } from "./draw";
import { layers } from "./layers.json";

const program = (name: string) => join(packageRoot, "node_modules/dependency-cruiser/bin", name);

interface Cruised {
  modules: { source: string; dependencies: { resolved: string; dependencyTypes: string[] }[] }[];
}

/** What dependency-cruiser sees. */
export interface Cruise {
  /** What breaks the rules, as text; undefined where nothing does. */
  broken: string | undefined;
  /** The drawing of the layers. */
  picture: string;
}

/** Reads all imports, holds them against .dependency-cruiser.cjs, and draws them. */
export async function cruise(): Promise<Cruise> {
  const roots = [...new Set(layers.flatMap(({ folders }) => folders.map((folder) => folder.split("/")[0] ?? folder)))];
  const file = join(localFolder, "test-results/imports.json");
  await mkdir(join(localFolder, "test-results"), { recursive: true });
  const present = roots.filter((root) => existsSync(join(packageRoot, root)));
  const read = await run("dependency-cruiser.mjs", ["--output-type", "json", "--output-to", file, ...present]);
  if (read.code !== 0) {
    throw new SwarmError({
      code: "IMPORTS_UNREADABLE",
      summary: "The imports cannot be read",
      cause: lastLines(read.stderr || read.stdout),
    });
  }
  const verdict = await run("depcruise-fmt.mjs", ["--output-type", "err-long", "--exit-code", file]);
  const { modules } = JSON.parse(await readFile(file, "utf8")) as Cruised;
  return {
    broken: verdict.code === 0 ? undefined : verdict.stdout,
    picture: drawLayers(layers, modules.flatMap(importsOf)),
  };
}

function run(name: string, args: string[]) {
  return capture(process.execPath, [program(name), ...args], { cwd: packageRoot });
}

/** The imports of our own files. What measurements share with the tests is in no layer. */
function importsOf({ source, dependencies }: Cruised["modules"][number]): Import[] {
  const isOwn = (path: string) => /\.ts$/.test(path) && !/node_modules|^test\//.test(path);
  return isOwn(source)
    ? dependencies.filter(({ resolved }) => isOwn(resolved)).map(({ resolved }) => ({ from: source, to: resolved }))
    : [];
}
