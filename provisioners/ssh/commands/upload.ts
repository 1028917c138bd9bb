import { posix } from "node:path";
import { SwarmError } from "../../core/errors";
import type { SshHost, UploadOptions } from "../types";
import { transferMs } from "./transfer";

/**
 * The file gets its mode and owner before its name, so that nobody ever sees a half-written or unprotected one. The
 * size is compared because a dropped connection looks like the end of the content.
 */
const SCRIPT = `set -eu
path=$1 mode=$2 owner=$3 size=$4
if [ -d "$path" ]; then echo "$path is a directory" >&2; exit 1; fi
dir=$(dirname -- "$path")
mkdir -p -- "$dir"
temp=$(mktemp "$dir/.upload.XXXXXX")
trap 'rm -f -- "$temp"' EXIT
trap 'exit 1' HUP INT TERM
cat >"$temp"
got=$(wc -c <"$temp")
if [ "$got" -ne "$size" ]; then echo "got $got of $size bytes" >&2; exit 1; fi
chown -- "$owner" "$temp"
chmod -- "$mode" "$temp"
mv -f -- "$temp" "$path"`;

/** `Host.upload` over `run`: the content goes over stdin, so that neither its text nor a password stands in a process list. */
export async function upload(
  run: SshHost["run"],
  path: string,
  content: string | Buffer,
  { mode = 0o644, owner = "root:root" }: UploadOptions = {},
): Promise<void> {
  if (!posix.isAbsolute(path) || path.endsWith("/")) {
    throw new SwarmError({
      code: "SSH_BAD_PATH",
      summary: `A file is uploaded to an absolute path, not to \`${path}\``,
    });
  }
  const bytes = Buffer.from(content as string);
  const words = ["upload", path, mode.toString(8).padStart(4, "0"), owner, String(bytes.length)];
  await run(["sh", "-c", SCRIPT, ...words], {
    stdin: bytes,
    what: `write ${path}`,
    deadlineMs: transferMs(bytes.length),
    idempotent: true,
  });
}
