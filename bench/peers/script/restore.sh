# Takes away what a run made on a machine that stays. Run by a shell of root; without anything kept there is nothing to do.
set -eu
kept=/var/tmp/bench-peers
[ -d $kept ] || exit 0
# Lines of stdin that the machine did not have before.
new() { sort | comm -13 "$kept/$1" -; }
if command -v docker >/dev/null; then
  if others=$(docker service ls --format '{{.Name}}' 2>/dev/null | grep -v '^hello_'); then
    echo "the swarm has services that no run made, so it stays:" $others >&2
    exit 1
  fi
  if [ "$(docker info --format '{{.Swarm.LocalNodeState}}')" != inactive ]; then docker swarm leave --force; fi
  tries=0
  while [ -n "$(docker ps -aq --filter label=com.docker.stack.namespace=hello)" ] && [ $tries -lt 120 ]; do
    tries=$((tries + 1))
    sleep 0.5
  done
  if [ -e $kept/images ]; then
    docker image ls -q --no-trunc | new images | xargs -r docker image rm -f
    docker network ls -q --no-trunc | new networks | xargs -r docker network rm
  fi
fi
cat $kept/hosts >/etc/hosts
rm -rf /etc/modules-load.d/bench.conf /etc/sysctl.d/60-bench.conf /root/bench-stack.yaml /tmp/bench-* \
  /etc/modules-load.d/pulumi-swarm.conf /etc/sysctl.d/60-pulumi-swarm.conf /etc/pulumi-swarm /var/lib/pulumi-swarm
if [ -e $kept/packages ]; then
  added=$(dpkg-query -W -f '${Package}\n' | new packages)
  if [ -n "$added" ]; then
    if [ ! -e $kept/images ]; then systemctl stop docker.socket docker containerd; fi
    export DEBIAN_FRONTEND=noninteractive
    apt-mark unhold $added
    apt-get -q -y --allow-change-held-packages purge $added
    apt-get clean
  fi
fi
# Docker was not there: all of its data is from the run.
if [ ! -e $kept/images ]; then rm -rf /etc/docker /var/lib/docker /var/lib/containerd; fi
rm -rf $kept
