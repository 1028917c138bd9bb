import type { Problem } from "../provider/resource";
import type { StackText } from "./compose/sources";
import { parseEnvFile } from "./env-file";
import type { NamedFile } from "./file";

interface Given {
  variables: Record<string, string>;
  envFile?: StackText;
  envFiles: readonly StackText[];
}

/** The variables of a stack's files: a given one counts more than one of the env file. */
export function variablesOf({ envFile, variables }: Pick<Given, "envFile" | "variables">): Record<string, string> {
  return { ...parseEnvFile(envFile?.text ?? "").variables, ...variables };
}

/** What is wrong with variables and env files. `named` are those that services name. */
export function variableProblems({ variables, envFile, envFiles }: Given, named: readonly NamedFile[]): Problem[] {
  return [
    ...badNames(variables).map((name) => ({
      property: `variables["${name}"]`,
      reason: `"${name}" cannot be a variable's name: use letters, digits and underscores`,
    })),
    ...(envFile ? envFileProblems(envFile, "envFile") : []),
    ...badNames(parseEnvFile(envFile?.text ?? "").variables).map((name) => ({
      property: "envFile",
      reason: `${envFile?.name}: "${name}" cannot be a variable's name: use letters, digits and underscores`,
    })),
    ...envFiles.flatMap((file, index) => envFileProblems(file, `envFiles[${index}]`)),
    ...named
      .filter(({ path }) => !envFiles.some(({ name }) => name === path))
      .map(({ path, place: { file, line, column } }) => ({
        property: "file",
        reason: `${file}:${line}:${column}: the env file ${path} is not there: give its text in \`envFiles\``,
      })),
    ...envFiles.flatMap(({ name }, index) =>
      named.some(({ path }) => path === name)
        ? []
        : [{ property: `envFiles[${index}]`, reason: `no service of the stack file names the env file ${name}` }],
    ),
  ];
}

function envFileProblems({ name, text }: StackText, property: string): Problem[] {
  return parseEnvFile(text).problems.map(({ line, reason }) => ({ property, reason: `${name}:${line}: ${reason}` }));
}

function badNames(variables: Record<string, string>): string[] {
  return Object.keys(variables).filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
}
