#!/bin/sh
# Puts the modules of a kernel of the host into a tree.
# usage: install-modules.sh TREE MODULES_DIR
set -eu
mkdir -p "$1/lib/modules"
cp -a "$2" "$1/lib/modules/"
chroot "$1" depmod "$(basename "$2")"
