import { basename, dirname } from "node:path";
import { create } from "tar";
import type { FileTree } from "../file/beside";

/** What is copied as a compressed tar archive. Owners, permissions and times are set where it is unpacked. */
export function archiveOf({ root, kind, entries }: FileTree): Buffer {
  const [cwd, path] = kind === "folder" ? [root, "."] : [dirname(root), `./${basename(root)}`];
  const rename = (entry: { path: string }) => {
    // A single file has its name on the nodes, not the one behind a link.
    if (kind === "file") entry.path = entries[0]?.path ?? entry.path;
  };
  const options = { sync: true, gzip: true, portable: true, noMtime: true, cwd, onWriteEntry: rename } as const;
  const archive = create(options, [path]).read();
  if (!archive) throw new Error(`nothing was read of ${root}`);
  return archive;
}
