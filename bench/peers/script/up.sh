#!/bin/bash
# The bare script that the tools are compared with: what somebody writes who wants it fast and looks at nothing twice.
# All machines are prepared at once; each joins as soon as it is ready and there is a swarm.
# usage: up.sh FOLDER   with `ssh_config`, `machines` (name, role, address, sudo), `stack.yaml` and `prepare.sh` in it
set -euo pipefail
umask 077
cd "$1"
mapfile -t names < <(cut -d' ' -f1 machines)
mapfile -t roles < <(cut -d' ' -f2 machines)
mapfile -t addresses < <(cut -d' ' -f3 machines)
mapfile -t sudo < <(cut -d' ' -f4- machines)

# Runs the script on stdin as root on a machine, by its number.
on() { ssh -F ssh_config "${names[$1]}" "${sudo[$1]} sh -s"; }

prepare() {
  { echo "NAMES='$(awk '{ print $3, $1 }' machines)'"; cat prepare.sh "${2:-/dev/null}"; } | on "$1"
}

state="docker info --format '{{.Swarm.LocalNodeState}}'"

join() {
  local token
  token=$(sed -n "s/^${roles[$1]} //p" tokens)
  on "$1" <<END
set -eu
[ "\$($state)" = active ] || docker swarm join --advertise-addr ${addresses[$1]} --token $token ${addresses[0]}:2377
END
}

pids=()
for i in "${!names[@]}"; do
  if [ "$i" != 0 ]; then prepare "$i" & pids[i]=$!; fi
done
cat >first <<END
[ "\$($state)" = active ] || docker swarm init --advertise-addr ${addresses[0]} >&2
for role in manager worker; do echo "token \$role \$(docker swarm join-token -q \$role)"; done
END
prepare 0 first | sed -n 's/^token //p' >tokens

for i in "${!pids[@]}"; do
  wait "${pids[i]}"
  join "$i" & pids[i]=$!
done
for pid in "${pids[@]}"; do wait "$pid"; done

{
  echo "set -eu; docker stack deploy --compose-file - hello <<'END'"
  cat stack.yaml
  echo END
  echo 'until docker service ls --format "{{.Replicas}}" | awk -F/ "\$1 != \$2 + 0 { exit 1 }"; do sleep 0.2; done'
} | on 0
