import type { Host } from "../../docker/host";
import { transferMs } from "../../ssh/commands/transfer";
import type { Copy } from "../file/copies";
import { hashOnNode } from "../file/tree-hash";
import { archiveOf } from "./archive";

/** Where copies are on the nodes: a folder for each stack, in it one for each content. */
const copiesFolder = "/var/lib/pulumi-swarm/files";

const folderOf = (stack: string) => `${copiesFolder}/${stack}`;

/** What a service mounts of a copy. */
export function mountSource(stack: string, { hash, tree }: Pick<Copy, "hash" | "tree">): string {
  const folder = `${folderOf(stack)}/${hash}`;
  return tree.kind === "file" ? `${folder}/${tree.entries[0]?.path}` : folder;
}

/** The hash of the copy that a mount's source is in; `undefined` for what is no copy of this stack. */
export function hashInSource(stack: string, source = ""): string | undefined {
  const folder = `${folderOf(stack)}/`;
  return source.startsWith(folder) ? source.slice(folder.length).split("/", 1)[0] : undefined;
}

const LOOK = `${hashOnNode}
folder=$1
shift
for hash; do
  if [ ! -d "$folder/$hash" ]; then echo "$hash missing"
  elif [ "$(hash_of "$folder/$hash")" != "$hash" ]; then echo "$hash changed"
  fi
done`;

/** Those of the copies that are not on a node as they are to be. */
export async function lostOn(host: Host, stack: string, hashes: readonly string[]): Promise<LostCopy[]> {
  if (hashes.length === 0) return [];
  const { stdout } = await host.run(["sh", "-c", LOOK, "look", folderOf(stack), ...hashes], {
    what: `look at the files of the stack ${stack}`,
    idempotent: true,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, hash, how] = /^(\w+) (missing|changed)$/.exec(line) ?? [];
    return hash ? [{ hash, how: how as LostCopy["how"] }] : [];
  });
}

export interface LostCopy {
  hash: string;
  how: "missing" | "changed";
}

/** A copy gets its name when it is whole. One of that name is not, and goes. */
const WRITE = `set -eu
umask 022
${hashOnNode}
folder=$1 hash=$2
mkdir -p -- "$folder"
temp=$(mktemp -d "$folder/.new.XXXXXX")
trap 'rm -rf -- "$temp" "$temp.old"' EXIT
trap 'exit 1' HUP INT TERM
tar -xzm --no-same-owner -C "$temp"
find "$temp" -type d -exec chmod 00755 {} +
find "$temp" -type f -perm /111 -exec chmod 755 {} +
find "$temp" -type f ! -perm /111 -exec chmod 644 {} +
got=$(hash_of "$temp")
if [ "$got" != "$hash" ]; then echo "what arrived is another content ($got): was it changed meanwhile?" >&2; exit 1; fi
if [ -e "$folder/$hash" ]; then mv -T -- "$folder/$hash" "$temp.old"; fi
mv -T -- "$temp" "$folder/$hash"`;

/** Writes a copy, also over one that somebody changed. It can be killed and repeated. */
export async function writeCopy(host: Host, stack: string, { path, hash, tree }: Copy): Promise<void> {
  const archive = archiveOf(tree);
  await host.run(["sh", "-c", WRITE, "write", folderOf(stack), hash], {
    stdin: archive,
    what: `write ${path} of the stack ${stack}`,
    deadlineMs: transferMs(archive.length),
    idempotent: true,
  });
}

const KEEP = `set -eu
folder=$1
shift
[ -d "$folder" ] || exit 0
for at in "$folder"/* "$folder"/.new.*; do
  name=\${at##*/} kept=
  for hash; do if [ "$name" = "$hash" ]; then kept=1; fi; done
  if [ -z "$kept" ]; then rm -rf -- "$at"; fi
done
rmdir --ignore-fail-on-non-empty -- "$folder"`;

/** Removes all copies of a stack but these, and what killed runs left of them. */
export async function keepOnly(host: Host, stack: string, hashes: readonly string[]): Promise<void> {
  await host.run(["sh", "-c", KEEP, "keep", folderOf(stack), ...hashes], {
    what: `remove old files of the stack ${stack}`,
    idempotent: true,
  });
}
