import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import ts from "typescript";
import { packageRoot } from "../../../provisioners/core/paths";
import { withLanguages } from "../../../tools/engine/languages";
import { pulumiEnvironment } from "../../../tools/environment/pulumi";
import { writeSdks } from "../../../tools/sdks";
import { mustCapture } from "../../../tools/terminal/run";

export const languages = ["typescript", "python", "go", "yaml"] as const;
export type ExampleLanguage = (typeof languages)[number];

/** What stands in an example, and what takes its place on the lab. */
export type Replacements = readonly (readonly [RegExp, string])[];

export interface Workspace {
  folder: string;
  env: NodeJS.ProcessEnv;
}

const prepare: Record<ExampleLanguage, (folder: string) => Promise<void>> = {
  typescript: prepareTypeScript,
  python: preparePython,
  go: prepareGo,
  yaml: async () => undefined,
};

/** A copy of the examples with all that those of the languages need to run, and an engine with a state of its own. */
export async function makeWorkspace(
  languages: readonly ExampleLanguage[],
  replacements: Replacements,
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-languages-"));
  await cp(join(packageRoot, "examples"), join(folder, "examples"), { recursive: true });
  await writeSdks(join(folder, "sdk"));
  const plugin = [/path: .*\/plugin$/m, `path: ${join(packageRoot, "plugin")}`] as const;
  await replaceIn(join(folder, "examples"), [...replacements, plugin]);
  for (const language of languages) await prepare[language](folder);
  const home = join(folder, "home");
  await mkdir(home);
  const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, PULUMI_CONFIG_PASSPHRASE_FILE, ...rest } = process.env;
  // As an activated venv: the host that can be built here is not told the project's option `virtualenv`.
  const PATH = [join(folder, "venv/bin"), rest.PATH].join(delimiter);
  const env = await pulumiEnvironment({ ...rest, PATH, PULUMI_HOME: home, PULUMI_CONFIG_PASSPHRASE: "test" }, folder);
  const hosts = languages.filter((language) => language !== "typescript");
  return { folder, env: await withLanguages(env, hosts) };
}

export const removeWorkspace = ({ folder }: Workspace) => rm(folder, { recursive: true, force: true });

async function replaceIn(folder: string, replacements: Replacements): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, "utf8");
    await writeFile(
      path,
      replacements.reduce((now, [from, to]) => now.replace(from, to), text),
    );
  }
}

/** The folders of a language's examples that can run on the lab. */
async function foldersOf(folder: string, language: ExampleLanguage): Promise<string[]> {
  const all = join(folder, "examples", language);
  return (await readdir(all)).map((name) => join(all, name));
}

/** The package as npm links it, and the programs compiled; the type check of the project has checked them. */
async function prepareTypeScript(folder: string): Promise<void> {
  for (const [name, target] of [
    ["pulumi-swarm", packageRoot],
    ["@pulumi/pulumi", join(packageRoot, "node_modules/@pulumi/pulumi")],
  ] as const) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }
  for (const example of await foldersOf(folder, "typescript")) {
    for (const name of (await readdir(example)).filter((each) => each.endsWith(".ts"))) {
      const { outputText } = ts.transpileModule(await readFile(join(example, name), "utf8"), {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      });
      await writeFile(join(example, name.replace(/ts$/, "js")), outputText);
    }
  }
  await replaceIn(join(folder, "examples/typescript"), [[/"main": "index.ts"/, '"main": "index.js"']]);
}

async function preparePython(folder: string): Promise<void> {
  const venv = join(folder, "venv");
  await must("python3", ["-m", "venv", venv], folder);
  await must(join(venv, "bin/pip"), ["install", "--quiet", join(folder, "sdk/python")], folder);
  for (const example of await foldersOf(folder, "python")) await symlink(venv, join(example, "venv"));
}

/** The SDK's module is not published for tests: it is taken from its folder. */
async function prepareGo(folder: string): Promise<void> {
  const { language } = JSON.parse(await readFile(join(packageRoot, "plugin/schema.json"), "utf8")) as {
    language: { go: { importBasePath: string } };
  };
  const replaced = `${language.go.importBasePath}=${join(folder, "sdk/go/swarm")}`;
  for (const example of await foldersOf(folder, "go")) {
    await must("go", ["mod", "edit", "-replace", replaced], example);
    await must("go", ["mod", "tidy"], example);
  }
}

export const must = (program: string, args: string[], cwd: string) =>
  mustCapture(program, args, { cwd, what: `run ${program} ${args.join(" ")}`, code: "CANNOT_START" });
