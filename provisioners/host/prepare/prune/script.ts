import { keptFolder } from "../step";

/** What a node remembers of its services' images: lines of service, image, its newest container, its last sight. */
export const ledgerFolder = `${keptFolder}/prune`;

/** Label of a container that is never removed. */
export const keepLabel = "pulumi-swarm.keep";

/**
 * Pure: what a node runs to prune itself. A worker cannot ask for services, so that the node remembers which images the
 * services' containers here have had. Only such an image is ever removed: one that was loaded or pulled by hand stays.
 * Docker's own prune is no help, for it takes previous images too: services pin their images to digests, and without a tag
 * Docker calls them dangling.
 */
export function pruneScript(keepSeconds: number): string {
  return `#!/bin/sh
# Written by pulumi-swarm: removes what nothing uses, and keeps what a rollback needs.
set -eu
keep=${keepSeconds}
folder=${ledgerFolder}
service=com.docker.swarm.service.id
now=$(date +%s)
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The images of the services' containers. One that is gone by now is left out.
ids=$(docker ps --all --quiet --no-trunc --filter "label=$service")
for id in $ids; do
  if line=$(docker inspect --type container --format "{{index .Config.Labels \\"$service\\"}} {{.Image}} {{.Created}}" "$id" 2>/dev/null); then
    echo "$line $now"
  fi
done >"$work/seen"
if [ -e "$folder/images" ]; then cat "$folder/images" >>"$work/seen"; fi
awk '
  { key = $1 " " $2; if ($3 "" > created[key] "") created[key] = $3; if ($4 + 0 > seen[key] + 0) seen[key] = $4 }
  END { for (key in created) print key, created[key], seen[key] }
' "$work/seen" | sort -k1,1 -k3,3r >"$work/known"

# Stopped containers beside the swarm; those of tasks are Docker's own to keep and remove.
ids=$(docker ps --all --quiet --no-trunc --filter status=exited --filter status=dead)
for id in $ids; do
  if line=$(docker inspect --type container --format '{{.State.FinishedAt}} {{range $key, $value := .Config.Labels}}{{$key}} {{end}}' "$id" 2>/dev/null); then
    case " $line " in *" $service "* | *" ${keepLabel} "*) continue ;; esac
    if [ $((now - $(date -d "\${line%% *}" +%s))) -ge "$keep" ]; then docker rm "$id" >/dev/null; fi
  fi
done

# Kept: the two newest images of each service that had a container here of late, and what itself had one.
awk -v now="$now" -v keep="$keep" '
  NR == FNR { if ($4 > last[$1]) last[$1] = $4; next }
  {
    known[$2] = 1
    rank[$1]++
    if (now - $4 < keep || (rank[$1] <= 2 && now - last[$1] < keep)) kept[$2] = 1
  }
  END { for (image in known) if (!(image in kept)) print image }
' "$work/known" "$work/known" >"$work/old"
while read -r image; do
  if [ -n "$(docker ps --all --quiet --filter "ancestor=$image")" ]; then continue; fi
  if names=$(docker image inspect --format '{{range .RepoTags}}{{.}} {{end}}{{range .RepoDigests}}{{.}} {{end}}' "$image" 2>/dev/null); then
    for name in $names; do
      # With its last tag an image loses its digests too.
      if docker image inspect "$name" >/dev/null 2>&1; then docker image rm "$name" >/dev/null; fi
    done
    if docker image inspect "$image" >/dev/null 2>&1; then docker image rm "$image" >/dev/null; fi
    echo "removed image \${names:-$image}"
  fi
done <"$work/old"

while read -r key image rest; do
  if docker image inspect "$image" >/dev/null 2>&1; then echo "$key $image $rest"; fi
done <"$work/known" >"$work/left"
mv "$work/left" "$folder/images"
docker builder prune --force --filter "until=\${keep}s" >/dev/null
`;
}
