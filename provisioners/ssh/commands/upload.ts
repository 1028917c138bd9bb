import { posix } from "node:path";
import { SwarmError } from "../../core/errors";
import type { Command, SshHost, UploadOptions } from "../types";
import { transferMs } from "./transfer";

/**
 * The file gets its mode and owner before its name, so that nobody ever sees a half-written or unprotected one. The
 * size is compared because a dropped connection looks like the end of the content.
 */
const SCRIPT = `set -eu
path=$1 mode=$2 owner=$3 size=$4 keep=$5
if [ -d "$path" ]; then echo "$path is a directory" >&2; exit 1; fi
dir=$(dirname -- "$path")
mkdir -p -- "$dir"
temp=$(mktemp "$dir/.upload.XXXXXX")
trap 'rm -f -- "$temp"' EXIT
trap 'exit 1' HUP INT TERM
cat >"$temp"
got=$(wc -c <"$temp")
if [ "$got" -ne "$size" ]; then echo "got $got of $size bytes" >&2; exit 1; fi
if [ "$keep" = keep ] && [ -e "$path" ]; then
  chown --reference="$path" -- "$temp"
  chmod --reference="$path" -- "$temp"
else
  chown -- "$owner" "$temp"
  chmod -- "$mode" "$temp"
fi
mv -f -- "$temp" "$path"`;

/** `Host.upload` over `run`. */
export async function upload(
  run: SshHost["run"],
  path: string,
  content: string | Buffer,
  options?: UploadOptions,
): Promise<void> {
  const bytes = Buffer.from(content as string);
  await run(words(path, bytes.length, options), { ...about(path, bytes.length), stdin: bytes, idempotent: true });
}

/** `Host.upload` of a text as one of several commands. */
export function writeCommand(path: string, content: string, options?: UploadOptions): Command {
  const size = Buffer.byteLength(content);
  return { ...about(path, size), script: words(path, size, options), stdin: content };
}

const about = (path: string, size: number) => ({ what: `write ${path}`, deadlineMs: transferMs(size) });

/** The content comes over stdin, so that neither its text nor a password stands in a process list. */
function words(path: string, size: number, { mode = 0o644, owner = "root:root", keep }: UploadOptions = {}): string[] {
  if (!posix.isAbsolute(path) || path.endsWith("/")) {
    throw new SwarmError({
      code: "SSH_BAD_PATH",
      summary: `A file is uploaded to an absolute path, not to \`${path}\``,
    });
  }
  return [
    "sh",
    "-c",
    SCRIPT,
    "upload",
    path,
    mode.toString(8).padStart(4, "0"),
    owner,
    String(size),
    keep ? "keep" : "",
  ];
}
