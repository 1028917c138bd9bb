import type { Findings } from "../compose/document/findings";
import type { Variables } from "../compose/document/interpolate";
import { at, textOf } from "../compose/document/nodes";
import { resolve } from "../compose/document/resolve";
import type { Sources } from "../compose/document/sources";
import { type MapTree, readTree, type Tree } from "../compose/document/tree";
import { mergeFiles } from "../compose/merge";
import { checkObjects } from "../compose/objects";
import { stackShape } from "../compose/shape/stack-shape";
import { checkShape } from "../compose/shape/walk";

/** Newest format, 3.x. */
const NEWEST = 13;

/** A stack's files as trees, each with its variables replaced. */
export interface StackTrees {
  /** In their order. */
  files: MapTree[];
  /** All of them merged. */
  file: MapTree;
}

/** Each file by itself, checked against its shape, and all of them as one; `undefined` where nothing can be made of it. */
export function readTrees(sources: Sources, variables: Variables, findings: Findings): StackTrees | undefined {
  const trees = sources.files.map((source) => readFile(source, sources, variables, findings));
  const files = trees.flatMap((tree) => tree ?? []);
  if (files.length < trees.length) return undefined;
  const versions = files.map((file) => versionOf(file, findings));
  files.forEach((file, index) => {
    const version = versions[index] ?? NEWEST;
    if (version !== versions[0])
      findings.problem(file.at, "Docker merges only files of one `version:`: remove the line in all");
    checkShape(file, stackShape, version, findings);
    checkObjects(file, sources.files[index]?.text ?? "", findings);
  });
  return { files, file: mergeFiles(files, findings) };
}

/** One file with its variables replaced; `undefined` where nothing can be made of it. */
function readFile(source: Sources["files"][number], { text }: Sources, variables: Variables, findings: Findings) {
  const tree = readTree(source, findings);
  if (!tree) return undefined;
  if (tree.kind !== "map") {
    findings.problem(tree.at, "a stack file is a mapping with `services:`");
    return undefined;
  }
  const file = resolve(tree, text, variables, findings) as MapTree;
  const services = at(file, "services");
  if (!services || (services.kind === "map" && services.entries.size > 0)) return file;
  findings.problem(services.at, "`services:` must be a mapping with at least one service");
  return undefined;
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
