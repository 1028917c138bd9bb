import type { NetworkSpec } from "../../docker/client/networks";
import type { IgnorableField } from "../../docker/services/ignored-fields";
import type { Problem } from "../../provider/resource";
import { type BesideMount, type BesideOptions, besideMounts } from "../compose/checks/beside";
import { checkFileTargets } from "../compose/checks/file-targets";
import { checkIgnoreLabel, ignoredIn } from "../compose/checks/ignore-label";
import { warnOfManagersFiles } from "../compose/checks/managers-files";
import { warnOfMonitors } from "../compose/checks/monitors";
import { checkNames } from "../compose/checks/names";
import { checkNetworks, type DeclaredSubnet, subnetsOf } from "../compose/checks/networks";
import { checkPlacement, limitedServices } from "../compose/checks/placement";
import { checkTemplates } from "../compose/checks/templates";
import { type FileProblem, Findings } from "../compose/document/findings";
import type { Variables } from "../compose/document/interpolate";
import { at, entriesOf, itemsOf, textOf } from "../compose/document/nodes";
import { Sources, type StackText } from "../compose/document/sources";
import type { Tree } from "../compose/document/tree";
import { warnOfIgnored } from "../compose/ignored";
import type { LimitedService } from "../compose/limited-service";
import { networksOf } from "../compose/networks";
import { readObjects, type StackObject } from "../compose/objects";
import type { PublishedPort } from "../compose/ports";
import { portsOf } from "../compose/ports-of";
import { checkReferences } from "../compose/references";
import { checkRules } from "../compose/rules";
import { type DeclaredVolume, volumesOf } from "../compose/volumes";
import { readTrees } from "./merged";

/** A file that the stack's files name, by a path relative to the first of them. */
export interface NamedFile {
  path: string;
  place: { file: string; line: number; column: number };
}

export interface StackFile {
  /** What `docker stack deploy` would refuse, or what cannot work. */
  problems: FileProblem[];
  /** What it would leave out, or do otherwise than it looks. */
  warnings: FileProblem[];
  services: string[];
  /** Service → its mode. */
  modes: Record<string, string>;
  /** Service → fields that its label has deployments leave as they are. */
  ignored: Record<string, IgnorableField[]>;
  /** Of its services, each once. */
  images: string[];
  /** Secrets and configs that need a content. */
  objects: StackObject[];
  /** What services name in `env_file`, but for files on the managers; each once. */
  envFiles: NamedFile[];
  /** In the file's order, without those whose number Docker chooses. */
  ports: PublishedPort[];
  /** Names of the networks whose traffic is to be encrypted. */
  encryptedNetworks: string[];
  /** Of the networks that the stack makes. */
  subnets: Pick<DeclaredSubnet, "network" | "subnet">[];
  /** Of which a node takes only so many tasks. */
  limited: LimitedService[];
  /** Networks that the stack makes; needs the stack's name. */
  networks: NetworkSpec[];
  /** Volumes that the stack makes; needs the stack's name. */
  volumes: DeclaredVolume[];
  /** Mounts of what lies beside the file, where that is copied to the nodes. */
  mounts: BesideMount[];
}

export interface StackFileOptions extends BesideOptions {
  variables?: Variables;
  /** The stack's name: a prefix of its objects' names. */
  name?: string;
  /** Name of the file, for messages. */
  fileName?: string;
  /** Files that are merged over it, in this order. */
  overrides?: readonly StackText[];
}

/** Reads a stack's files as `docker stack deploy` does, and says everything that is wrong with them at once. */
export function readStackFile(text: string, options: StackFileOptions = {}): StackFile {
  const { variables = {}, name, fileName = "stack.yaml", overrides = [] } = options;
  const sources = new Sources([{ name: fileName, text }, ...overrides]);
  const findings = new Findings(sources);
  const result = (found: Partial<StackFile> = {}): StackFile => {
    const { problems, warnings } = findings;
    return {
      services: [],
      modes: {},
      ignored: {},
      images: [],
      ports: [],
      encryptedNetworks: [],
      subnets: [],
      limited: [],
      networks: [],
      volumes: [],
      mounts: [],
      objects: [],
      envFiles: [],
      ...found,
      problems,
      warnings,
    };
  };
  const trees = readTrees(sources, variables, findings);
  if (!trees) return result();
  const { files, file } = trees;
  const services = at(file, "services");
  if (!services) findings.problem(file.at, "`services:` is missing");
  checkReferences(file, findings);
  checkRules(file, findings);
  // Whoever only looks at a file has no stack's name.
  const stack = name ?? "s";
  checkNames(file, stack, findings);
  checkNetworks(file, stack, findings);
  checkFileTargets(file, findings);
  checkTemplates(file, variables, findings);
  checkPlacement(file, findings);
  checkIgnoreLabel(file, findings);
  warnOfManagersFiles(file, findings);
  warnOfMonitors(file, findings);
  warnOfIgnored(file, variables, findings);
  const mounts = besideMounts(file, options, findings);
  const images = entriesOf(services).flatMap(({ value }) => textOf(at(value, "image")) || []);
  return result({
    services: entriesOf(services).map(({ key }) => key),
    modes: Object.fromEntries(
      entriesOf(services).map(({ key, value }) => [key, textOf(at(value, "deploy", "mode")) ?? "replicated"]),
    ),
    ignored: ignoredIn(file),
    images: [...new Set(images)],
    ports: published(services),
    objects: readObjects(file, findings),
    envFiles: envFilesOf(files, findings),
    encryptedNetworks: entriesOf(at(file, "networks")).flatMap(({ key, value }) => (isEncrypted(value) ? key : [])),
    limited: limitedServices(file),
    subnets: subnetsOf(file, stack).map(({ network, subnet }) => ({ network, subnet })),
    networks: name === undefined ? [] : networksOf(file, name),
    volumes: name === undefined ? [] : volumesOf(file, name),
    mounts,
  });
}

function published(services: Tree | undefined): PublishedPort[] {
  return entriesOf(services).flatMap(({ key: service, value }) =>
    itemsOf(at(value, "ports")).flatMap((item) => portsOf(item).map((port) => ({ service, ...port }))),
  );
}

/** The option's mere presence turns encryption on; only an outright no does not. */
function isEncrypted(network: Tree): boolean {
  const option = at(network, "driver_opts", "encrypted");
  return option?.kind === "scalar" && !/^(false|0|no|off)$/i.test(String(option.value));
}

function envFilesOf(files: readonly Tree[], findings: Findings): NamedFile[] {
  const named = files
    .flatMap((file) => entriesOf(at(file, "services")))
    .flatMap(({ value }) => {
      const given = at(value, "env_file");
      return given?.kind === "list" ? given.items : (given ?? []);
    })
    .map((item) => ({ path: textOf(item) ?? "", place: findings.placeOf(item.at) }))
    .filter(({ path }) => path !== "" && !path.startsWith("/"));
  return [...new Map(named.reverse().map((file) => [file.path, file])).values()].reverse();
}

/** A finding as text. */
export function placed({ file, line, column, reason }: FileProblem): string {
  return `${file}:${line}:${column}: ${reason}`;
}

/** The mistakes as problems of the resource's inputs. */
export function fileProblems({ problems }: StackFile): Problem[] {
  return problems.map((problem) => ({ property: "file", reason: placed(problem) }));
}
