import { isUtf8 } from "node:buffer";
import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from "node:fs";
import { basename, isAbsolute, join, posix, relative } from "node:path";
import { most } from "../../docker/contents";
import type { BesideEntry } from "../compose/checks/beside-ways";

/** One file, folder or symbolic link of what is copied. */
export interface TreeEntry {
  /** Relative to the copied folder, `""` for itself; of a single file its name. */
  path: string;
  kind: "file" | "folder" | "link";
  /** Bytes; 0 but for files. */
  size: number;
  isExecutable: boolean;
  /** Where the link leads. */
  to?: string;
}

/** What lies at a path beside a stack file. */
export interface FileTree {
  /** Where it really lies on the machine that runs Pulumi. */
  root: string;
  kind: "file" | "folder";
  entries: TreeEntry[];
}

/**
 * Lists what lies at a path relative to a folder.
 * @throws Error that says why it cannot be copied
 */
export function readTree(folder: string, path: string): FileTree {
  const root = rootOf(folder, path);
  const found = statSync(root);
  if (found.isDirectory()) return { root, kind: "folder", entries: entriesIn(root, "") };
  if (!found.isFile()) throw new Error(`\`${path}\` is neither a file nor a folder`);
  return { root, kind: "file", entries: [fileEntry(root, fileName(path))] };
}

/** The name of a single file on the nodes: none with a meaning to Docker or a shell. */
function fileName(path: string): string {
  return basename(path).replace(/[^A-Za-z0-9._@+-]/g, "_");
}

/** What lies at a path relative to a folder, as far as it can be seen. */
export function lookBeside(folder: string | undefined): ((path: string) => BesideEntry | undefined) | undefined {
  if (folder === undefined) return undefined;
  return (path) => {
    try {
      return entryAt(join(folder, path));
    } catch {
      // It may not be read, or there is no such path: nothing is known of it.
      return undefined;
    }
  };
}

function entryAt(at: string): BesideEntry | undefined {
  const found = statSync(at);
  if (found.isDirectory()) return { kind: "folder", size: 0, isExecutable: false, isText: false };
  if (!found.isFile()) return undefined;
  const isText = found.size < most.config && isUtf8(readFileSync(at));
  return { kind: "file", size: found.size, isExecutable: isExecutable(found.mode), isText };
}

/** A path may lead up, because the stack file says so; a link on the way may not lead elsewhere. */
function rootOf(folder: string, path: string): string {
  const ups = posix.normalize(path).match(/^(?:\.\.(?:\/|$))+/)?.[0] ?? "";
  const at = join(folder, path);
  if (!lstatSync(at, { throwIfNoEntry: false })) throw new Error(`there is no \`${path}\` beside the stack file`);
  const real = realpathOf(at, path);
  if (!isWithin(realpathSync(join(folder, ups)), real)) {
    throw new Error(`\`${path}\` is, or goes through, a symbolic link that leads out of the stack file's folder`);
  }
  return real;
}

function realpathOf(at: string, path: string): string {
  try {
    return realpathSync(at);
  } catch {
    throw new Error(`\`${path}\` is a symbolic link that leads nowhere`);
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || !(way === ".." || /^\.\.[\\/]/.test(way) || isAbsolute(way));
}

function entriesIn(root: string, path: string): TreeEntry[] {
  const names = readdirSync(join(root, path));
  const inside = names.flatMap((name) => {
    const own = path === "" ? name : `${path}/${name}`;
    // What is not UTF-8 was read as this character.
    if (name.includes("\uFFFD")) throw new Error(`\`${own}\` has a name that is not UTF-8`);
    const found = lstatSync(join(root, own));
    if (found.isDirectory()) return entriesIn(root, own);
    if (found.isSymbolicLink()) return [linkEntry(root, own)];
    if (!found.isFile()) throw new Error(`\`${own}\` is a socket, a pipe or a device, which cannot be copied`);
    return [fileEntry(join(root, own), own)];
  });
  return [{ path, kind: "folder", size: 0, isExecutable: true }, ...inside];
}

function fileEntry(at: string, path: string): TreeEntry {
  const { size, mode } = statSync(at);
  accessSync(at, constants.R_OK);
  return { path, kind: "file", size, isExecutable: isExecutable(mode) };
}

function linkEntry(root: string, path: string): TreeEntry {
  const to = readlinkSync(join(root, path));
  const leads = posix.normalize(posix.join(posix.dirname(path), to));
  if (isAbsolute(to) || leads === ".." || leads.startsWith("../")) {
    throw new Error(`the symbolic link \`${path}\` leads out of the folder, to \`${to}\``);
  }
  return { path, kind: "link", size: 0, isExecutable: false, to };
}

const isExecutable = (mode: number) => (mode & 0o111) !== 0;
