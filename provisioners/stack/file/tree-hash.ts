import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileTree, TreeEntry } from "./beside";

/** Letters of a hash that names a copy on the nodes. */
export const HASH_LENGTH = 32;

/**
 * The hash of a copy's content, as `hashOnNode` computes it on a node: names, kinds, permissions, owner (root), links, and
 * what is in the files.
 */
export function hashOfTree({ root, kind, entries }: FileTree): string {
  const folder: TreeEntry = { path: "", kind: "folder", size: 0, isExecutable: true };
  const all = kind === "folder" ? entries : [folder, ...entries];
  const files = all.filter((entry) => entry.kind === "file");
  const contents = files.map(({ path }) => {
    const content = readFileSync(kind === "folder" ? join(root, path) : root);
    return { path, text: `${createHash("sha256").update(content).digest("hex")}  ./${path}\0` };
  });
  const hash = createHash("sha256");
  for (const record of sorted(all.map(recordOf), (text) => text)) hash.update(record);
  for (const { text } of sorted(contents, ({ path }) => `${path}\0`)) hash.update(text);
  return hash.digest("hex").slice(0, HASH_LENGTH);
}

function recordOf({ path, kind, isExecutable, to = "" }: TreeEntry): string {
  const [letter, mode] = kind === "link" ? ["l", "777"] : [kind === "file" ? "f" : "d", isExecutable ? "755" : "644"];
  return `${letter} ${mode} 0:0 ${path}\t${to}\0`;
}

/** As `LC_ALL=C sort -z` does it: by bytes. */
function sorted<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, key: Buffer.from(textOf(item)) }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ item }) => item);
}

/** A shell function `hash_of FOLDER`, which prints the hash of what lies in a folder on a node. */
export const hashOnNode = `hash_of() (
  cd -- "$1" && {
    find . -printf '%y %m %U:%G %P\\t%l\\0' | LC_ALL=C sort -z
    find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z --
  } | sha256sum | cut -c 1-${HASH_LENGTH}
)`;
