#!/bin/sh
# Turns a fresh Debian tree into a lab machine: identity from a seed disk at boot, quick boot, no way out but the lab's gate.
# usage: prepare-tree.sh TREE uml|debian
set -eu
tree=$1
kernel=$2

# These kept daemons from starting while mmdebstrap installed; a machine must start them.
rm -f "$tree/usr/sbin/policy-rc.d"
if [ -e "$tree/sbin/start-stop-daemon.REAL" ]; then
  mv "$tree/sbin/start-stop-daemon.REAL" "$tree/sbin/start-stop-daemon"
fi

cat >"$tree/etc/ssh/sshd_config.d/lab.conf" <<'END'
PermitRootLogin prohibit-password
PasswordAuthentication no
UseDNS no
HostKey /etc/ssh/ssh_host_ed25519_key
END
rm -f "$tree"/etc/ssh/ssh_host_*

# The seed disk is a plain tar: `lab.env` (addresses and name), and either the authorized key and the host key or what
# cloud-init makes of the machine.
cat >"$tree/usr/local/sbin/lab-seed" <<'END'
#!/bin/sh
set -eu
seed=/run/lab-seed
mkdir -p -m 700 $seed
for disk in /dev/ubdb /dev/vdb; do
  if [ -b $disk ]; then tar -xf $disk -C $seed; fi
done
. $seed/lab.env
if [ -e $seed/user-data ]; then
  mkdir -p /var/lib/cloud/seed/nocloud
  mv $seed/user-data $seed/meta-data /var/lib/cloud/seed/nocloud/
else
  echo "$LAB_NAME" >/etc/hostname
  hostname "$LAB_NAME"
  if ! grep -q "^127.0.1.1 $LAB_NAME\$" /etc/hosts; then echo "127.0.1.1 $LAB_NAME" >>/etc/hosts; fi
  install -D -m 600 $seed/authorized_keys /root/.ssh/authorized_keys
  install -m 600 $seed/ssh_host_ed25519_key /etc/ssh/ssh_host_ed25519_key
  rm -f $seed/ssh_host_ed25519_key
fi
# The names differ by backend (eth0 or vec0), the order and the MAC addresses do not.
nic() {
  for path in /sys/class/net/*; do
    if [ "$(cat "$path/address")" = "$1" ]; then basename "$path"; fi
  done
}
ip link set lo up
tries=0
while [ -z "$(nic "$LAB_LAN_MAC")" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
lan=$(nic "$LAB_LAN_MAC")
mgmt=$(nic "$LAB_MGMT_MAC")
ip link set "$lan" mtu "$LAB_LAN_MTU" up
ip address replace "$LAB_LAN_ADDRESS" dev "$lan"
ip link set "$mgmt" up
ip address replace "$LAB_MGMT_ADDRESS" dev "$mgmt"
ip route replace default via "$LAB_GATEWAY"
ip route replace unreachable 10.0.2.3
END
chmod 755 "$tree/usr/local/sbin/lab-seed"
cat >"$tree/etc/systemd/system/lab-seed.service" <<'END'
[Unit]
Description=Identity and addresses of a lab machine
DefaultDependencies=no
After=local-fs.target
Before=network-pre.target network.target ssh.service docker.service
Wants=network-pre.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/lab-seed
[Install]
WantedBy=multi-user.target
END
ln -sf /etc/systemd/system/lab-seed.service "$tree/etc/systemd/system/multi-user.target.wants/lab-seed.service"

# Packages and images come through the lab's gate; nothing else is reachable.
echo 'Acquire::http::Proxy "http://10.0.2.9:3142";' >"$tree/etc/apt/apt.conf.d/01lab-proxy"
mkdir -p "$tree/etc/docker"
echo '{ "registry-mirrors": ["http://10.0.2.9:5000"], "insecure-registries": ["10.0.2.9:5000"] }' >"$tree/etc/docker/daemon.json"
# There is no name service. An address without a route says so at once; a loopback address is not for containers.
printf 'nameserver 10.0.2.3\noptions timeout:1 attempts:1\n' >"$tree/etc/resolv.conf"
# User-mode Linux has no nf_tables tables for IPv4.
if [ "$kernel" = uml ]; then
  chroot "$tree" update-alternatives --quiet --set iptables /usr/sbin/iptables-legacy
  chroot "$tree" update-alternatives --quiet --set ip6tables /usr/sbin/ip6tables-legacy
fi

echo '/dev/root / ext4 rw,relatime 0 0' >"$tree/etc/fstab"
# Each machine makes its own ID at its first boot; systemd would take the one that dbus made.
: >"$tree/etc/machine-id"
rm -f "$tree/var/lib/dbus/machine-id"
rm -f "$tree/etc/hostname"
mkdir -p "$tree/etc/systemd/journald.conf.d"
printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\n' >"$tree/etc/systemd/journald.conf.d/lab.conf"
# What a machine of minutes does not need: it halves the boot.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer man-db.timer getty.target getty-static.service serial-getty@ttyS0.service ldconfig.service \
  systemd-binfmt.service systemd-journal-catalog-update.service systemd-journal-flush.service \
  systemd-networkd-wait-online.service systemd-pstore.service systemd-random-seed.service \
  systemd-udev-settle.service systemd-update-done.service systemd-update-utmp.service \
  dev-hugepages.mount proc-sys-fs-binfmt_misc.automount sys-kernel-debug.mount sys-kernel-tracing.mount; do
  ln -sf /dev/null "$tree/etc/systemd/system/$unit"
done
