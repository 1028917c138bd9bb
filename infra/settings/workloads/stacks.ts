import { basename, dirname, join } from "node:path";
import { messageOf } from "../../../provisioners/core/errors";
import { reservedPort } from "../../../provisioners/host/ports";
import type { LimitedService } from "../../../provisioners/stack/compose/limited-service";
import type { StackObject } from "../../../provisioners/stack/compose/objects";
import type { PublishedPort } from "../../../provisioners/stack/compose/ports";
import { lookBeside } from "../../../provisioners/stack/file/beside";
import { contentProblems } from "../../../provisioners/stack/file/contents";
import { copyProblems } from "../../../provisioners/stack/file/copies";
import { placed, readStackFile } from "../../../provisioners/stack/file/file";
import { variableProblems, variablesOf } from "../../../provisioners/stack/file/variables";
import type { StackFile } from "../../resources/types";
import type { ConfigContext } from "../context";
import { type Environment, readText } from "../environment";
import { unknownText } from "../problems/problems";
import type { StackSettings } from "../types";
import { checkStackSubnets, type UsedNetwork } from "./networks";

/** What the configuration says of a deployment, and the resource takes as it is. */
const deploymentKeys = [
  "resolveImage",
  "timeout",
  "rollback",
  "forceUpdate",
  "removeFailed",
  "onFailure",
  "ignore",
  "recreateNetworks",
  "pruneVolumes",
  "files",
] as const;
type DeploySettings = Pick<StackSettings, (typeof deploymentKeys)[number]>;

/** A stack to deploy: its files are read and sound. */
export interface StackConfig extends DeploySettings {
  name: string;
  /** Where it stands in the configuration, for messages: `stacks[0]`. */
  path: string;
  /** Name of the file, for messages: `stack.yaml`. */
  fileName: string;
  /** Text of the stack file. */
  file: string;
  /** Where it lies on this machine, for `files: copy`. */
  folder?: string;
  /** Further files, each merged over those before it. */
  overrides: StackFile[];
  variables: Record<string, string>;
  /** An env file with more variables. */
  envFile?: StackFile;
  /** The files that services name in `env_file`. */
  envFiles: StackFile[];
  /** Contents of the files that its secrets name, by key in the stack file. */
  secrets: Record<string, string>;
  /** The same of its configs. */
  configs: Record<string, string>;
  ports: PublishedPort[];
  /** Of its services, each once. */
  images: string[];
  /** Names of its networks whose traffic is to be encrypted. */
  encryptedNetworks: string[];
  /** Of the networks that it makes. */
  subnets: { network: string; subnet: string }[];
  /** Services of which a node takes only so many tasks. */
  limited: LimitedService[];
}

/**
 * Reads the stacks' files and checks what can be known before a swarm is there. `provided` are the variables that the
 * program adds; their values stand for the real ones, which come later.
 */
export function resolveStacks(
  context: ConfigContext,
  provided: Readonly<Record<string, string>>,
  used: readonly UsedNetwork[],
): StackConfig[] {
  const { settings, diagnostics } = context;
  diagnostics.refuseDuplicates("stacks", settings.stacks, "name");
  const stacks = settings.stacks.flatMap((stack, index) => {
    const path = `stacks[${index}]`;
    const report = (text: string) => diagnostics.problem(path, text);
    return resolveStack(stack, path, provided, context.environment, report) ?? [];
  });
  checkPorts(stacks, context);
  checkStackSubnets(stacks, used, diagnostics);
  return stacks;
}

/** One stack; `undefined` where a file that it is made of cannot be read. */
function resolveStack(
  stack: StackSettings,
  path: string,
  provided: Readonly<Record<string, string>>,
  environment: Environment,
  report: Report,
): StackConfig | undefined {
  const [first, ...overrides] = readStack(stack, environment, report) ?? [];
  if (!first) return undefined;
  const envFile =
    stack.envFile === undefined ? undefined : readEnvFile(stack.envFile, "its variables", environment, report);
  if (stack.envFile !== undefined && !envFile) return undefined;
  const variables = variablesOf({ envFile, variables: { ...provided, ...stack.variables } });
  const from = { file: first.text, fileName: first.name, overrides };
  const folder = environment.resolve(dirname(first.name));
  const beside = { files: stack.files, look: lookBeside(folder) };
  const read = readStackFile(first.text, { name: stack.name, variables, ...from, ...beside });
  const { ports, problems, objects, images, encryptedNetworks, subnets, limited } = read;
  const contents = readContents(objects, dirname(first.name), environment, report);
  for (const { reason } of contents ? contentProblems(objects, { variables, ...contents }) : []) {
    report(`has a problem in its file: ${reason}`);
  }
  const envFiles = read.envFiles.flatMap(({ path }) => {
    const file = readEnvFile(join(dirname(first.name), path), "its services", environment, report);
    return file ? [{ ...file, name: path }] : [];
  });
  const found = read.envFiles.filter(({ path }) => envFiles.some(({ name }) => name === path));
  for (const { reason } of variableProblems({ variables: stack.variables, envFile, envFiles }, found)) {
    report(`has a problem: ${reason}`);
  }
  for (const { reason } of copyProblems(read.mounts, { folder })) report(`has a problem: ${reason}`);
  // While nothing of the cluster is known the resource cannot be checked: its problems are shown here, with the others.
  for (const problem of problems) report(`has a problem in its file: ${placed(problem)}`);
  const { name, variables: own } = stack;
  return {
    ...deploymentOf(stack),
    ...{ name, path, file: first.text, fileName: basename(first.name) },
    ...(stack.files === "copy" && { folder }),
    overrides: overrides.map(({ name, text }) => ({ name: basename(name), text })),
    ...{ variables: own, envFile, envFiles, secrets: {}, configs: {}, ...contents },
    ...{ ports, images, encryptedNetworks, subnets, limited },
  };
}

/** The inputs of the resource that the configuration gives as they are. */
export function deploymentOf(stack: DeploySettings): DeploySettings {
  return Object.fromEntries(deploymentKeys.map((key) => [key, stack[key]])) as DeploySettings;
}

/** Ports that every node needs itself, and ports that two services publish. */
function checkPorts(stacks: readonly StackConfig[], { diagnostics }: ConfigContext): void {
  const taken = new Map<string, { path: string; mode: PublishedPort["mode"] }>();
  for (const { name, path, ports } of stacks) {
    for (const { port, protocol, service, mode } of ports) {
      const what = `publishes ${port}/${protocol} for service ${service}`;
      const rule = protocol === "sctp" ? undefined : reservedPort(port, protocol);
      if (rule) diagnostics.problem(path, `${what}, which every node needs itself for ${rule.purpose}: choose another`);
      const other = taken.get(`${port}/${protocol}`);
      // Two host-mode services may have the same port where they never meet on one node.
      if (other && (mode === "ingress" || other.mode === "ingress")) {
        diagnostics.problem(path, `${what}, as ${other.path} does already`);
      }
      taken.set(`${port}/${protocol}`, { path: `${path} (${name}, service ${service})`, mode });
    }
  }
}

type Report = (text: string) => void;

/** The stack's files; `undefined` where one cannot be read. */
function readStack(stack: StackSettings, environment: Environment, report: Report): StackFile[] | undefined {
  if (stack.file === undefined && !environment.catalogue().includes(stack.name)) {
    report(`${unknownText("stack", stack.name, environment.catalogue())} A stack of your own needs \`file\`.`);
    return undefined;
  }
  const paths = [stack.file ?? environment.catalogueFile(stack.name)].flat();
  const files = paths.flatMap((path): StackFile[] => {
    try {
      return [{ name: path, text: environment.readFile(path) }];
    } catch (error) {
      report(`needs the stack file ${path}, which cannot be read: ${messageOf(error)}`);
      return [];
    }
  });
  return files.length === paths.length ? files : undefined;
}

function readEnvFile(path: string, use: string, environment: Environment, report: Report): StackFile | undefined {
  try {
    return { name: basename(path), text: readText(path, environment) };
  } catch (error) {
    report(`needs the env file ${path} of ${use}, which cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

/** The files beside a stack file that its secrets and configs name; `undefined` where one cannot be read. */
function readContents(objects: readonly StackObject[], folder: string, environment: Environment, report: Report) {
  const contents = { secrets: {} as Record<string, string>, configs: {} as Record<string, string> };
  let complete = true;
  for (const { kind, key, file } of objects) {
    if (!file) continue;
    const path = file.startsWith("~/") ? file : join(folder, file);
    try {
      contents[`${kind}s`][key] = readText(path, environment);
    } catch (error) {
      complete = false;
      report(`needs the file ${path} of its ${kind} ${key}, which cannot be read: ${messageOf(error)}`);
    }
  }
  return complete ? contents : undefined;
}
