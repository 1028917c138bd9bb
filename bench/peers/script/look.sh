# What of a machine decides whether it can be measured, one fact a line. Run by a shell of root.
set -u
for path in /etc/modules-load.d/pulumi-swarm.conf /etc/sysctl.d/60-pulumi-swarm.conf /etc/modules-load.d/bench.conf; do
  if [ -e "$path" ]; then echo "prepared $path"; fi
done
if command -v docker >/dev/null; then
  echo "docker $(docker info --format '{{.Swarm.LocalNodeState}}' 2>/dev/null || echo unreachable)"
  if dpkg-query -W docker-ce >/dev/null 2>&1; then echo "source docker"; else echo "source distribution"; fi
else
  echo "docker absent"
  for path in /etc/docker /var/lib/docker /var/lib/containerd; do
    if [ -e "$path" ]; then echo "remains $path"; fi
  done
  if ! command -v apt-get >/dev/null; then echo "apt absent"; fi
fi
