// biome-ignore-all lint/suspicious/noTemplateCurlyInString: lines of stack files have variables
import { posix } from "node:path";
import { stringify } from "yaml";
import { most } from "../../../docker/contents";
import { at, entriesOf } from "../document/nodes";
import type { Tree } from "../document/tree";

/** What lies at a path beside a stack file. */
export interface BesideEntry {
  kind: "file" | "folder";
  /** Bytes; of a folder 0. */
  size: number;
  isExecutable: boolean;
  /** A file of UTF-8 text. */
  isText: boolean;
}

interface Mount {
  path: string;
  target: string;
  /** The file asks for writing. */
  isWritten: boolean;
}

/** The ways to have in a swarm what a mount asks for, with the lines to write. `entry` is what is known of the path. */
export function swarmWays(mount: Mount, entry: BesideEntry | undefined, service: string, file: Tree): string {
  const { path, target, isWritten } = mount;
  const ways = [
    ...(isWritten || !fitsConfig(entry) ? [] : [asConfig(mount, entry, service, file)]),
    ...(isWritten ? [] : [`set \`files: copy\` for the stack: \`${path}\` is copied to the nodes, read-only`]),
    asExport(path, target, service, file),
  ];
  return `Ways in a swarm: ${ways.map((way, index) => `(${index + 1}) ${way}`).join("; ")}`;
}

/** A config is a text, and Docker takes none that is empty or larger. */
function fitsConfig(entry: BesideEntry | undefined): boolean {
  return !entry || (entry.isText && entry.size > 0 && entry.size < most.config);
}

function asConfig({ path, target }: Mount, entry: BesideEntry | undefined, service: string, file: Tree): string {
  const source = freeKey("configs", nameOf(path), service, file);
  const use = { source, target, ...(entry?.isExecutable && { mode: "0555" }) };
  const only = entry ? "as a config" : `where \`${path}\` is a text file of less than 1000 KiB, as a config`;
  return `${only}: under services.${service} ${lines({ configs: [use] })}, at the top level ${lines({ configs: { [source]: { file: path } } })}`;
}

function asExport(path: string, target: string, service: string, file: Tree): string {
  const key = freeKey("volumes", nameOf(path), service, file);
  const driver_opts = { type: "nfs", o: "addr=${NFS_HOST},nfsvers=4.2", device: `:/srv/${key}` };
  return `for data that tasks share or write, an NFS export: under services.${service} ${lines({ volumes: [`${key}:${target}`] })}, at the top level ${lines({ volumes: { [key]: { driver_opts } } })}`;
}

/** Lines of a stack file, in one. */
function lines(value: object): string {
  const text = stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false });
  // The key stands in its mapping already; a mode is a number to Docker.
  return `\`${text.trim().slice(1, -1).replace('mode: "0555"', "mode: 0555")}\``;
}

function nameOf(path: string): string {
  return (
    posix
      .basename(posix.normalize(path))
      .replace(/[^A-Za-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "") || "files"
  );
}

/** A key that the file does not have yet. */
function freeKey(section: string, name: string, service: string, file: Tree): string {
  const taken = entriesOf(at(file, section)).map(({ key }) => key);
  return taken.includes(name) ? `${service}_${name}` : name;
}
