import type { Problem } from "../../provider/resource";
import type { BesideMount } from "../compose/checks/beside";
import { type FileTree, readTree } from "./beside";
import { placed } from "./file";
import { hashOfTree } from "./tree-hash";

/** What all copies of a stack have together, at most. */
const MOST_BYTES = 50 * 1024 * 1024;
const MOST_ENTRIES = 10_000;

/** A mount of what lies beside the stack file, and the copy that it becomes. */
export interface Copy extends Omit<BesideMount, "place"> {
  tree: FileTree;
  /** Of the content: another one is another copy. */
  hash: string;
}

interface Given {
  folder?: string;
}

/** The copies of a stack's mounts. Only for mounts without problems. */
export function copiesOf(mounts: readonly BesideMount[], { folder = "" }: Given): Copy[] {
  const known = new Map<string, Pick<Copy, "tree" | "hash">>();
  return mounts.map(({ place: _, ...mount }) => {
    const content = known.get(mount.path) ?? contentOf(folder, mount.path);
    known.set(mount.path, content);
    return { ...mount, ...content };
  });
}

function contentOf(folder: string, path: string): Pick<Copy, "tree" | "hash"> {
  const tree = readTree(folder, path);
  return { tree, hash: hashOfTree(tree) };
}

/** What lies beside the stack file → hash of its content. */
export function hashesOf(copies: readonly Copy[]): Record<string, string> {
  return Object.fromEntries(copies.map(({ path, hash }) => [path, hash]));
}

/** Why mounts cannot be copied. */
export function copyProblems(mounts: readonly BesideMount[], { folder }: Given): Problem[] {
  if (mounts.length === 0) return [];
  if (folder === undefined) {
    return [{ property: "folder", reason: "`files: copy` needs the folder in which the stack file lies" }];
  }
  const trees = new Map<string, FileTree>();
  const problems = mounts.flatMap(({ name, path, place }): Problem[] => {
    try {
      if (!trees.has(path)) trees.set(path, readTree(folder, path));
      return [];
    } catch (error) {
      return [{ property: "file", reason: placed({ ...place, reason: `${name}: ${(error as Error).message}` }) }];
    }
  });
  return [...problems, ...sizeProblems(trees)];
}

function sizeProblems(trees: ReadonlyMap<string, FileTree>): Problem[] {
  const files = [...trees].flatMap(([path, { kind, entries }]) =>
    entries.map((entry) => ({ path: kind === "file" ? path : `${path}/${entry.path}`, size: entry.size })),
  );
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const limit = "`files: copy` takes at most";
  if (bytes > MOST_BYTES) {
    const [largest] = files.sort((a, b) => b.size - a.size);
    const text = `${limit} ${mebibytes(MOST_BYTES)} in all; this is ${mebibytes(bytes)}. The largest file is \`${largest?.path}\` with ${mebibytes(largest?.size ?? 0)}`;
    return [{ property: "files", reason: `${text}: mount only what the services need, or use an NFS export` }];
  }
  if (files.length <= MOST_ENTRIES) return [];
  const [most] = [...countsByFolder(files)].sort(([, a], [, b]) => b - a);
  const text = `${limit} ${MOST_ENTRIES} files and folders; these are ${files.length}. Most, ${most?.[1]}, are in \`${most?.[0]}\``;
  return [{ property: "files", reason: `${text}: mount only what the services need, or use an NFS export` }];
}

/** How many entries each folder has right below it. */
function countsByFolder(files: readonly { path: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
