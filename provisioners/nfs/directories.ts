import type { Host } from "../docker/host";
import type { NfsExport } from "./schema";

/** Root of a client, which counts as nobody under root squash, can write there at once. */
export const nobody = "65534:65534";

/**
 * A new directory gets its name last, so that a killed run leaves none with the wrong owner. One that is there keeps
 * its owner and mode unless others are declared; nothing in it is ever touched.
 */
const ENSURE = `set -eu
path=$1 owner=$2 mode=$3
if [ -L "$path" ]; then echo "$path is a link: export the directory itself" >&2; exit 1; fi
if [ -e "$path" ]; then
  if [ ! -d "$path" ]; then echo "$path is not a directory" >&2; exit 1; fi
  if [ -n "$owner" ] && [ "$(stat -c %u:%g -- "$path")" != "$owner" ]; then chown -- "$owner" "$path"; fi
  if [ -n "$mode" ] && [ "$(stat -c %a -- "$path")" != "$mode" ]; then chmod -- "$mode" "$path"; fi
  exit
fi
parent=$(dirname -- "$path")
mkdir -p -- "$parent"
draft=$(mktemp -d "$parent/.export.XXXXXX")
trap 'if [ -d "$draft" ]; then rmdir -- "$draft"; fi' EXIT
chown -- "\${owner:-${nobody}}" "$draft"
chmod -- "\${mode:-755}" "$draft"
mv -nT -- "$draft" "$path"`;

/** Makes the directory of an export, or gives the one that is there the declared owner and mode. */
export async function ensureDirectory(host: Host, { path, owner = "", mode }: NfsExport): Promise<void> {
  await host.run(["sh", "-c", ENSURE, "ensure", path, owner, mode ? octal(mode) : ""], {
    what: `make the directory ${path}`,
    idempotent: true,
  });
}

/** The export with its directory's real owner and mode, where these are declared; `undefined` where it is missing. */
export async function actualDirectory(host: Host, each: NfsExport): Promise<NfsExport | undefined> {
  const { path, owner, mode } = each;
  const script = 'if [ -d "$1" ]; then stat -c "%u:%g %a" -- "$1"; fi';
  const { stdout } = await host.run(["sh", "-c", script, "look", path], { what: `look at ${path}`, idempotent: true });
  const [actualOwner, actualMode] = stdout.trim().split(" ");
  if (!actualOwner || !actualMode) return undefined;
  return {
    ...each,
    ...(owner && { owner: actualOwner }),
    ...(mode && octal(mode) !== actualMode && { mode: actualMode }),
  };
}

/** As `stat` prints it: without leading zeros. */
function octal(mode: string): string {
  return Number.parseInt(mode, 8).toString(8);
}
