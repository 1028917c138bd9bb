import type { Tree } from "./tree";

type Key = string | number;

/** The value at a path below a tree; `undefined` where the file has none. */
export function at(tree: Tree | undefined, ...path: Key[]): Tree | undefined {
  return path.reduce<Tree | undefined>((node, key) => {
    if (node?.kind === "map") return node.entries.get(String(key))?.value;
    return node?.kind === "list" ? node.items[Number(key)] : undefined;
  }, tree);
}

/** The entries of a mapping; none for anything else. */
export function entriesOf(tree: Tree | undefined): { key: string; keyAt: number; value: Tree }[] {
  if (tree?.kind !== "map") return [];
  return [...tree.entries].map(([key, entry]) => ({ key, ...entry }));
}

/** The elements of a list; none for anything else. */
export function itemsOf(tree: Tree | undefined): Tree[] {
  return tree?.kind === "list" ? tree.items : [];
}

/** A text, or a number as text. */
export function textOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind !== "scalar") return undefined;
  return typeof tree.value === "string" || typeof tree.value === "number" ? String(tree.value) : undefined;
}

/** What Docker's client makes of a scalar where it wants a text. */
export function printedOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind !== "scalar") return undefined;
  return tree.plain?.printed ?? (tree.value === null ? "" : String(tree.value));
}

export function isTrue(tree: Tree | undefined): boolean {
  return tree?.kind === "scalar" && tree.value === true;
}

/** True for a mapping, list or text that holds something. */
export function isGiven(tree: Tree | undefined): boolean {
  if (!tree) return false;
  if (tree.kind === "map") return tree.entries.size > 0;
  return tree.kind === "list" ? tree.items.length > 0 : tree.value !== null && tree.value !== "";
}
