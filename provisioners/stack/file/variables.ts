import { templateProblem } from "../../docker/templates/check";
import type { Problem } from "../../provider/resource";
import type { StackText } from "../compose/document/sources";
import { parseEnvFile } from "./env-file";
import type { NamedFile } from "./file";

/** What dash or bash has for its own: it refuses another value, or puts its own in the place. */
const ofShells =
  "PATH HOME IFS OPTIND PPID UID EUID GROUPS SHELLOPTS SHLVL _ LINENO FUNCNAME DIRSTACK PIPESTATUS HISTCMD RANDOM SRANDOM " +
  "SECONDS EPOCHSECONDS EPOCHREALTIME COMP_WORDBREAKS BASH BASHOPTS BASHPID";
/** What Docker's client and its loader go by. */
const ofDocker =
  "DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_API_VERSION DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH " +
  "DOCKER_CUSTOM_HEADERS LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT";
const taken = new Set(`${ofShells} ${ofDocker}`.split(" "));

interface Given {
  variables: Record<string, string>;
  envFile?: StackText;
  envFiles: readonly StackText[];
}

/** The variables of a stack's files: a given one takes precedence over one of the env file. */
export function variablesOf({ envFile, variables }: Pick<Given, "envFile" | "variables">): Record<string, string> {
  return { ...parseEnvFile(envFile?.text ?? "").variables, ...variables };
}

/** What is wrong with variables and env files. `named` are those that services name. */
export function variableProblems({ variables, envFile, envFiles }: Given, named: readonly NamedFile[]): Problem[] {
  return [
    ...badNames(variables).map(({ name, reason }) => ({ property: `variables["${name}"]`, reason })),
    ...(envFile ? envFileProblems(envFile, "envFile") : []),
    ...badNames(parseEnvFile(envFile?.text ?? "").variables).map(({ reason }) => ({
      property: "envFile",
      reason: `${envFile?.name}: ${reason}`,
    })),
    ...envFiles.flatMap((file, index) => [
      ...envFileProblems(file, `envFiles[${index}]`),
      ...templateProblems(file, `envFiles[${index}]`),
    ]),
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

/** Docker fills in templates in what services get of their env files. */
function templateProblems({ name, text }: StackText, property: string): Problem[] {
  const { variables, lines } = parseEnvFile(text);
  return Object.entries(variables).flatMap(([key, value]) => {
    const problem = templateProblem(value, "service");
    return problem ? [{ property, reason: `${name}:${lines[key]}: ${key} ${problem}` }] : [];
  });
}

function badNames(variables: Record<string, string>): { name: string; reason: string }[] {
  return Object.keys(variables).flatMap((name) => {
    const report = (why: string) => [{ name, reason: `"${name}" cannot be a variable's name: ${why}` }];
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return report("use letters, digits and underscores");
    if (!taken.has(name) && !name.startsWith("BASH_")) return [];
    return report("the managers' shell or Docker's client has it for its own; choose another name");
  });
}
