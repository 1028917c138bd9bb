#!/bin/sh
# Makes a tree that of a cloud's image: cloud-init reads user data from the seed disk, makes host keys and users.
# usage: install-cloud-init.sh TREE
set -eu
tree=$1
chroot "$tree" apt-get -o Acquire::http::Proxy=false install --yes cloud-init e2fsprogs sudo
rm "$tree"/var/cache/apt/archives/*.deb
# What the seed disk brings on other machines is cloud-init's here.
rm "$tree/etc/ssh/sshd_config.d/lab.conf"

cat >"$tree/etc/cloud/cloud.cfg.d/99_lab.cfg" <<'END'
datasource_list: [NoCloud]
network: { config: disabled }
# The sources of packages stay those of the image, and there are no locales.
apt: { preserve_sources_list: true }
locale: false
system_info:
  default_user: { name: admin }
END
# The seed is written before cloud-init looks for it.
mkdir -p "$tree/etc/systemd/system/lab-seed.service.d"
cat >"$tree/etc/systemd/system/lab-seed.service.d/cloud.conf" <<'END'
[Unit]
Before=cloud-init-main.service cloud-init-local.service
END
# Disks are known by the serial number that the cloud gives them, as with real ones.
cat >"$tree/etc/udev/rules.d/60-lab-disks.rules" <<'END'
SUBSYSTEM=="block", ATTR{serial}=="?*", ATTR{serial}!="(null)", SYMLINK+="disk/by-id/$attr{serial}"
END
