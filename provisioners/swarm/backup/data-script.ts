/** The unit on a host that copies Docker's data, or puts it back. Its name is the lock: systemd runs no second one. */
export const dataUnit = "pulumi-swarm-data";
/** Where the copy is until it was fetched; for root only, as what it was copied from. */
export const copyFolder = "/var/lib/pulumi-swarm/backup";
/** The copy, packed. */
export const packedFile = `${copyFolder}/swarm.tar.gz`;
/** The copied files with their checksums and sizes. */
export const sumsFile = `${copyFolder}/sums`;
/** Where a packed copy is uploaded to, in parts. */
export const partsFolder = "/var/lib/pulumi-swarm/restore";
/** There once a copy was put back. */
export const putFile = "/run/pulumi-swarm-data.put";
export const dataScriptPath = "/run/pulumi-swarm-data.sh";

/** Minutes without a word of the client after which the copy is removed. */
export const clientMinutes = 5;

/**
 * What the unit runs. `copy`: Docker is stopped for as long as its folder is copied, then the copy is packed, and kept
 * while the client asks for it. `put`: the folder is replaced by the uploaded one while Docker is stopped; without the file
 * that has Docker join the others at its start, it is in no swarm until a new cluster is forced. `end`: whatever became of
 * that, Docker runs and nothing of the copy stays.
 */
export const dataScript = `#!/bin/sh
set -eu
umask 077
folder=${copyFolder}
say() { echo "$1" >"$folder/step.new"; mv -f "$folder/step.new" "$folder/step"; }
has_socket() { systemctl cat docker.socket >/dev/null 2>&1; }
start_docker() {
  units=docker.service
  if has_socket && systemctl is-enabled --quiet docker.socket; then units="docker.socket $units"; fi
  for unit in $units; do
    if systemctl is-failed --quiet "$unit"; then systemctl reset-failed "$unit"; fi
  done
  systemctl start "$@" $units
}
stop_docker() {
  units=docker.service
  if has_socket; then units="docker.socket $units"; fi
  timeout 180 systemctl stop $units
}
case $1 in
copy)
  root=$2
  rm -rf "$folder"
  mkdir -p "$folder/copy"
  : >"$folder/alive"
  say stopping
  stop_docker
  say copying
  timeout 300 cp -a --sparse=always -- "$root/swarm" "$folder/copy/swarm"
  say starting
  start_docker
  say packing
  cd "$folder/copy"
  find swarm -type f -exec sha256sum {} + >"$folder/hashes"
  find swarm -type f -printf '%s %p\\n' >"$folder/sizes"
  tar -cz --format=ustar -f "${packedFile}" swarm
  { cat "$folder/hashes"; echo; cat "$folder/sizes"; echo; sha256sum <"${packedFile}"; stat -c %s "${packedFile}"; } >"${sumsFile}"
  rm -rf "$folder/copy"
  say packed
  while [ ! -e "$folder/taken" ] && [ -n "$(find "$folder/alive" -mmin -${clientMinutes})" ]; do sleep 1; done
  ;;
put)
  root=$2
  rm -rf "$root/swarm.put"
  mkdir -p "$root/swarm.put"
  cat ${partsFolder}/part-* | tar -xz -C "$root/swarm.put"
  rm -f "$root/swarm.put/swarm/docker-state.json"
  stop_docker
  rm -rf "$root/swarm"
  mv "$root/swarm.put/swarm" "$root/swarm"
  rmdir "$root/swarm.put"
  sync
  start_docker
  : >${putFile}
  ;;
end)
  start_docker --no-block
  rm -rf "$folder" ${partsFolder}
  ;;
esac
`;
