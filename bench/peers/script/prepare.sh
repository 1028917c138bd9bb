# One machine made ready: names, kernel, Docker. Run by a shell of root; on a machine that is ready it changes nothing.
# The names of all machines are in the variable NAMES, one `address name` a line.
set -eu
if ! grep -qF "$NAMES" /etc/hosts; then printf '%s\n' "$NAMES" >>/etc/hosts; fi
cat >/etc/modules-load.d/bench.conf <<'END'
overlay
br_netfilter
veth
vxlan
ip_vs
ip_vs_rr
END
cat >/etc/sysctl.d/60-bench.conf <<'END'
net.ipv4.ip_forward = 1
net.ipv4.neigh.default.gc_thresh1 = 1024
net.ipv4.neigh.default.gc_thresh2 = 4096
net.ipv4.neigh.default.gc_thresh3 = 8192
net.ipv4.tcp_retries2 = 8
END
modprobe -a $(cat /etc/modules-load.d/bench.conf)
sysctl -q -p /etc/sysctl.d/60-bench.conf
if ! command -v docker >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update
  # Newer distributions have the client apart.
  cli=$(apt-cache pkgnames | grep -x docker-cli) || cli=
  apt-get -q -y --no-install-recommends install docker.io $cli
  apt-mark hold docker.io $cli
fi
systemctl enable -q --now docker
