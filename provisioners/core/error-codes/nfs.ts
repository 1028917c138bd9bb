import type { ErrorEntries } from "./entry";

export const nfsErrors = {
  NFS_DISK_FOREIGN: {
    meaning: "The disk holds another file system, a partition table or other data. It was not touched.",
    action:
      "Name the right disk. A disk with data is never formatted; to give its data up, run `wipefs --all` on it yourself.",
  },
  NFS_DISK_NOT_BLANK: {
    meaning: "The disk is not blank, so it was not formatted, or formatting failed.",
    action:
      "Name the right disk. If its data is not needed, clear its first MiB: `dd if=/dev/zero of=<disk> bs=1M count=1`.",
  },
  NFS_DISK_UNREADABLE: {
    meaning: "The disk was formatted, but no file system can be read from it afterwards.",
    action: "Look at `dmesg` on the host. The disk may be broken.",
  },
  NFS_HOST_UNFIT: {
    meaning: "NFS cannot be set up on this host: its system is not supported or has no systemd.",
    action: "Use one of the systems that the error lists.",
  },
  NFS_MOUNT_POINT_TAKEN: {
    meaning: "The mount point of the disk is in use or not empty.",
    action: "Choose another `disk.mountPoint`, or move what is there.",
  },
  NFS_NOT_EXPORTED: {
    meaning: "The server does not export a directory as declared, usually because it is exported a second time.",
    action: "Look for the directory in `/etc/exports` and `/etc/exports.d` on the host.",
  },
  NFS_NOT_RUNNING: {
    meaning: "The NFS server does not start. The cause is the end of its log.",
    action: "Correct what the log says. The kernel needs the module nfsd (`modprobe nfsd`).",
  },
} as const satisfies ErrorEntries;
