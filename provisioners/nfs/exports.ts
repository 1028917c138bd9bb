import { isWithin } from "./check";
import type { NfsClientRule, NfsDisk, NfsExport } from "./schema";

const header = "# Written by pulumi-swarm; changes are lost.";

export const exportsFile = (name: string) => `/etc/exports.d/pulumi-swarm-${name}.exports`;

/** One line for each pair of directory and client, in the form of exports(5). */
interface Entry {
  path: string;
  cidr: string;
  options: string[];
}

/** Pure: text of our exports file. */
export function exportsText(exports: readonly NfsExport[], disk?: NfsDisk): string {
  const lines = entries(exports, disk).map(({ path, cidr, options }) => `${path} ${cidr}(${options.join(",")})`);
  return `${[header, ...lines].join("\n")}\n`;
}

/** Pure: what of the exports the kernel does not serve as declared, by the output of `exportfs -s`. */
export function missingExports(exports: readonly NfsExport[], disk: NfsDisk | undefined, output: string): NfsExport[] {
  const served = parseServed(output);
  return exports.filter((each) =>
    entries([each], disk).some(({ path, cidr, options }) => {
      const found = served.find((entry) => entry.path === path && entry.cidr === cidr);
      return !found || options.some((option) => !found.options.includes(option));
    }),
  );
}

/** Pure: lines such as `/srv/data  10.0.0.0/24(sync,rw,root_squash)`. */
export function parseServed(output: string): Entry[] {
  return output.split("\n").flatMap((line) => {
    const [, path, cidr, options] = line.match(/^(\S+)\s+([^\s(]+)\(([^)]*)\)/) ?? [];
    return path && cidr && options !== undefined ? [{ path, cidr, options: options.split(",") }] : [];
  });
}

function entries(exports: readonly NfsExport[], disk?: NfsDisk): Entry[] {
  return exports.flatMap(({ path, clients }) => {
    // Without its disk the directory is on the wrong file system: then it is not exported at all.
    const guard = disk && isWithin(path, disk.mountPoint) ? [`mountpoint=${disk.mountPoint}`] : [];
    return clients.map((client) => ({ path, cidr: client.cidr, options: [...optionsOf(client), ...guard] }));
  });
}

/** Every option that matters is written, so that the defaults of the host's NFS version do not. */
function optionsOf({ access, rootSquash, allSquash, anonUid, anonGid }: NfsClientRule): string[] {
  return [
    access,
    "sync",
    "secure",
    "no_subtree_check",
    "sec=sys",
    rootSquash ? "root_squash" : "no_root_squash",
    allSquash ? "all_squash" : "no_all_squash",
    ...(anonUid === undefined ? [] : [`anonuid=${anonUid}`]),
    ...(anonGid === undefined ? [] : [`anongid=${anonGid}`]),
  ];
}
