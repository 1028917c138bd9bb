import { copyFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { onPath } from "../../provisioners/core/programs";
import type { Status } from "../terminal/progress";
import { mustCapture } from "../terminal/run";
import { buildProgram, type GoProgram } from "./build";
import { builtProgram } from "./programs";

/** Languages whose host is built when a program needs it; the one of Node.js comes with the engine. */
export type Language = "go" | "python" | "yaml";

const packages: Record<Language, string> = {
  go: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
  python: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
  yaml: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
};

/** The environment with the languages' hosts on its PATH: the user's own, else those of the cache. */
export async function withLanguages(
  env: NodeJS.ProcessEnv,
  languages: readonly Language[],
  built = builtHost,
): Promise<NodeJS.ProcessEnv> {
  const folders: string[] = [];
  for (const language of languages) {
    if (!(await onPath(hostName(language), env.PATH))) folders.push(await built(language));
  }
  return { ...env, PATH: [env.PATH, ...folders].join(delimiter) };
}

const hostName = (language: Language) => `pulumi-language-${language}`;

function builtHost(language: Language): Promise<string> {
  const program = { name: hostName(language), module: `tools/engine/${language}`, package: packages[language] };
  return builtProgram(program, language === "python" ? buildPythonHost : buildProgram);
}

/** The host of Python starts each program through a script that it looks for on PATH. */
async function buildPythonHost(program: GoProgram, folder: string, status: Status): Promise<void> {
  await buildProgram(program, folder, status);
  const source = await mustCapture("go", ["list", "-mod=readonly", "-f", "{{.Dir}}", program.package], {
    cwd: join(packageRoot, program.module),
    what: `find the sources of ${program.name}`,
    code: "ENGINE_BUILD",
  });
  await copyFile(`${source.trim()}-exec`, join(folder, `${program.name}-exec`));
}
