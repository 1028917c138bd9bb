import { LineCounter } from "yaml";
import type { Problem } from "../provider/resource";
import { type FileProblem, Findings } from "./compose/findings";
import { warnOfIgnored } from "./compose/ignored";
import type { Variables } from "./compose/interpolate";
import { at, entriesOf, itemsOf, textOf } from "./compose/nodes";
import { readObjects, type StackObject } from "./compose/objects";
import type { Port } from "./compose/ports";
import { portsOf } from "./compose/ports-of";
import { checkReferences } from "./compose/references";
import { resolve } from "./compose/resolve";
import { checkRules } from "./compose/rules";
import { stackShape } from "./compose/stack-shape";
import { readTree, type Tree } from "./compose/tree";
import { type DeclaredVolume, volumesOf } from "./compose/volumes";
import { checkShape } from "./compose/walk";

/** A port that a stack publishes. */
export interface PublishedPort extends Port {
  service: string;
}

export interface StackFile {
  /** What `docker stack deploy` would refuse, or what cannot work. */
  problems: FileProblem[];
  /** What it would leave out, or do otherwise than it looks. */
  warnings: FileProblem[];
  services: string[];
  /** Of its services, each once. */
  images: string[];
  /** Secrets and configs that need a content. */
  objects: StackObject[];
  /** In the file's order, without those whose number Docker chooses. */
  ports: PublishedPort[];
  /** With options for their driver; needs the stack's name. */
  volumes: DeclaredVolume[];
}

export interface StackFileOptions {
  variables?: Variables;
  /** The stack's name: a prefix of its objects' names. */
  name?: string;
}

/** Newest format, 3.x. */
const NEWEST = 13;

/** Reads a stack file as `docker stack deploy` does, and says everything that is wrong with it at once. */
export function readStackFile(text: string, { variables = {}, name }: StackFileOptions = {}): StackFile {
  const lines = new LineCounter();
  const findings = new Findings(lines);
  const result = (found: Partial<StackFile> = {}): StackFile => {
    const { problems, warnings } = findings;
    return { services: [], images: [], ports: [], volumes: [], objects: [], ...found, problems, warnings };
  };
  const source = readTree(text, lines, findings);
  if (!source) return result();
  if (source.kind !== "map") {
    findings.problem(source.at, "a stack file is a mapping with `services:`");
    return result();
  }
  const file = resolve(source, text, variables, findings);
  const version = versionOf(file, findings);
  const services = at(file, "services");
  if (!services) findings.problem(source.at, "`services:` is missing");
  else if (services.kind !== "map" || services.entries.size === 0) {
    findings.problem(services.at, "`services:` must be a mapping with at least one service");
    return result();
  }
  checkShape(file, stackShape, version, findings);
  checkReferences(file, findings);
  checkRules(file, name, findings);
  warnOfIgnored(file, variables, findings);
  const images = entriesOf(services).flatMap(({ value }) => textOf(at(value, "image")) || []);
  return result({
    services: entriesOf(services).map(({ key }) => key),
    images: [...new Set(images)],
    ports: published(services),
    objects: readObjects(file, text, name ?? "", findings),
    volumes: name === undefined ? [] : volumesOf(file, name),
  });
}

function versionOf(file: Tree, findings: Findings): number {
  const node = at(file, "version");
  const text = textOf(node);
  if (node === undefined || text === undefined || text === "" || text === "3") return NEWEST;
  const minor = Number(/^3\.(\d{1,2})$/.exec(text)?.[1] ?? Number.NaN);
  if (minor <= NEWEST) return minor;
  findings.problem(node.at, `version must be "3" or "3.0" to "3.${NEWEST}": remove the line, it is not needed`);
  return NEWEST;
}

function published(services: Tree | undefined): PublishedPort[] {
  return entriesOf(services).flatMap(({ key: service, value }) =>
    itemsOf(at(value, "ports")).flatMap((item) => portsOf(item).map((port) => ({ service, ...port }))),
  );
}

/** A finding as text. */
export function placed({ line, column, reason }: FileProblem, fileName: string): string {
  return `${fileName}:${line}:${column}: ${reason}`;
}

/** The mistakes as problems of the resource's inputs. */
export function fileProblems({ problems }: StackFile, fileName: string): Problem[] {
  return problems.map((problem) => ({ property: "file", reason: placed(problem, fileName) }));
}
