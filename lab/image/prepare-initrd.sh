#!/bin/sh
# Makes the initrd, which the kernel's package builds when it is installed, hold what finds the disk and no more.
# usage: prepare-initrd.sh TREE
set -eu
settings=$1/etc/initramfs-tools
mkdir -p "$settings/conf.d" "$1/usr/share/initramfs-tools/modules.d"
printf 'MODULES=list\nCOMPRESS=gzip\n' >"$settings/conf.d/lab"
printf '%s\n' virtio_pci virtio_blk ext4 >"$1/usr/share/initramfs-tools/modules.d/lab"
