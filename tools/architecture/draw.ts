import { SwarmError } from "../../provisioners/core/errors";

export interface Layer {
  folders: readonly string[];
  about: string;
}

/** A file imports another. */
export interface Import {
  from: string;
  to: string;
}

/** The layers as a Mermaid drawing, with an arrow from folder to folder for the imports that are there. */
export function drawLayers(layers: readonly Layer[], imports: readonly Import[]): string {
  const folders = layers.flatMap((layer) => layer.folders);
  const graph = graphOf(folders, imports);
  const boxes = layers.flatMap(({ folders, about }, index) => {
    const present = folders.filter((folder) => graph.has(folder));
    if (present.length === 0) return [];
    const rows = present.map((folder) => `    ${nameOf(folder)}["${nameOf(folder)}/"]`);
    return [`  subgraph layer${layers.length - index}["${about}"]`, ...rows, "  end"];
  });
  const arrows = [...graph].flatMap(([from, tos]) =>
    [...tos].filter((to) => !isImplied(graph, from, to)).map((to) => `  ${nameOf(from)} --> ${nameOf(to)}`),
  );
  return ["```mermaid", "flowchart TD", ...boxes, ...arrows.sort(), "```"].join("\n");
}

const nameOf = (folder: string) => folder.replace("provisioners/", "");

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which folder imports from which. */
function graphOf(folders: readonly string[], imports: readonly Import[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [source, target] = [folderOf(folders, from), folderOf(folders, to)];
    for (const folder of [source, target]) if (!graph.has(folder)) graph.set(folder, new Set());
    if (source !== target) graph.get(source)?.add(target);
  }
  return graph;
}

/** True where another way leads there: its arrows say as much. */
function isImplied(graph: Graph, from: string, to: string): boolean {
  const seen = new Set([to]);
  const queue = [...(graph.get(from) ?? [])].filter((next) => next !== to);
  for (const folder of queue) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const nexts = graph.get(folder) ?? new Set();
    if (nexts.has(to)) return true;
    queue.push(...nexts);
  }
  return false;
}

function folderOf(folders: readonly string[], file: string): string {
  const folder = folders.find((folder) => file.startsWith(`${folder}/`));
  if (folder) return folder;
  throw new SwarmError({
    code: "NO_LAYER",
    summary: `${file} is in no layer`,
    fix: "Add its folder to tools/architecture/layers.json",
  });
}
