#!/bin/sh
# Writes a tree as a sparse ext4 disk.
# usage: make-disk.sh TREE DISK SIZE
set -eu
# A bind mount that is not recursive leaves out /proc, /sys and /dev, which are mounted in the tree.
plain=$(mktemp -d)
mount --bind "$1" "$plain"
status=0
mke2fs -q -t ext4 -d "$plain" "$2" "$3" || status=$?
umount "$plain"
rmdir "$plain"
exit $status
