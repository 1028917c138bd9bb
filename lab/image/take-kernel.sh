#!/bin/sh
# Moves kernel and initrd out of a tree: the virtual machine's firmware gets them from the host.
# usage: take-kernel.sh TREE FOLDER
set -eu
cp -L "$1"/boot/vmlinuz-* "$2/vmlinuz"
cp -L "$1"/boot/initrd.img-* "$2/initrd"
chmod 644 "$2/vmlinuz" "$2/initrd"
rm -f "$1"/boot/vmlinuz-* "$1"/boot/initrd.img-*
