import { messageOf, SwarmError } from "../core/errors";
import { until } from "../core/until";
import type { Host } from "../docker/host";
import type { HandlerContext } from "../provider/handler-context";
import { nobody } from "./directories";
import type { NfsDisk, NfsExport } from "./schema";

/** A disk with a file system that is ours to use. */
export interface Filesystem {
  /** Kernel's name of the device, such as `/dev/sdb`; only good for now. */
  device: string;
  uuid: string;
}

const ABSENT = 3;
/** blkid's exit codes for "nothing found" and "several things found". */
const NOTHING = 2;
const AMBIVALENT = 8;

const LOOK = `
if [ ! -b "$1" ]; then exit ${ABSENT}; fi
readlink -f -- "$1"
code=0
blkid -p -o export -- "$1" || code=$?
if [ $code != 0 ] && [ $code != ${NOTHING} ] && [ $code != ${AMBIVALENT} ]; then exit 1; fi
echo "CODE=$code"`;

/** Looks a last time, from as many sides as there are, and formats only what all of them call blank. */
const FORMAT = `set -eu
device=$(readlink -f -- "$1")
refuse() { echo "$1" >&2; exit 1; }
members=$(lsblk -nro NAME -- "$device")
if [ "$(echo "$members" | wc -l)" != 1 ]; then refuse "it has partitions, or another device is made of it"; fi
signatures=$(wipefs --no-act -- "$device")
if [ -n "$signatures" ]; then refuse "wipefs finds something on it: $signatures"; fi
if ! cmp -s -n 1048576 -- "$device" /dev/zero; then refuse "its first MiB is not all zeros"; fi
mkfs.ext4 -q -E "root_owner=$2" -- "$device"
udevadm settle --timeout=30`;

/** Says "due" where the device has at least 16 MiB more: what is less may not hold a block group. */
const GROWTH = `set -eu
head=$(LC_ALL=C dumpe2fs -h -- "$1")
blocks=$(echo "$head" | sed -n 's/^Block count: *//p')
size=$(echo "$head" | sed -n 's/^Block size: *//p')
device=$(blockdev --getsize64 "$1")
if [ $((device - blocks * size)) -ge 16777216 ]; then echo due; fi`;

/** The disk's file system; a blank disk gets one. @throws SwarmError `NFS_DISK_FOREIGN`, `NFS_DISK_NOT_BLANK` */
export async function ensureFilesystem(
  context: HandlerContext,
  host: Host,
  disk: NfsDisk,
  exports: readonly NfsExport[],
): Promise<Filesystem> {
  context.status(`looking at ${disk.device}`);
  const found = await look(context, host, disk.device);
  if (found.TYPE === disk.filesystem && found.UUID) return { device: found.device, uuid: found.UUID };
  if (found.CODE !== String(NOTHING)) {
    const what = found.TYPE ?? (found.PTTYPE ? `a partition table (${found.PTTYPE})` : "several kinds of data at once");
    throw new SwarmError({
      code: "NFS_DISK_FOREIGN",
      summary: `Refused to use ${disk.device}: it holds data of another kind`,
      host: host.label,
      cause: `found ${what}, expected ${disk.filesystem} or a blank disk`,
      fix: "Name the right disk. It is never formatted while anything is on it: to give it up, `wipefs --all` it yourself.",
    });
  }
  context.status(`formatting the blank disk ${disk.device}`);
  const root = exports.find(({ path }) => path === disk.mountPoint)?.owner ?? nobody;
  await format(host, disk.device, root);
  const made = await look(context, host, disk.device);
  if (made.TYPE === disk.filesystem && made.UUID) return { device: made.device, uuid: made.UUID };
  throw new SwarmError({
    code: "NFS_DISK_UNREADABLE",
    summary: `No ${disk.filesystem} can be read from ${disk.device} after it was formatted`,
    host: host.label,
    fix: "Look at `dmesg` there: the disk may be broken.",
  });
}

/** True where the device has grown beyond its file system. */
export async function isGrowthDue(host: Host, device: string): Promise<boolean> {
  const { stdout } = await host.run(["sh", "-c", GROWTH, "growth", device], {
    what: `compare ${device} with its file system`,
    idempotent: true,
  });
  return stdout.trim() === "due";
}

/** Lets the file system have what the device has gained. It stays mounted and in use. */
export async function grow(context: HandlerContext, host: Host, device: string): Promise<void> {
  if (!(await isGrowthDue(host, device))) return;
  context.status(`growing the file system on ${device}`);
  await host.run(["resize2fs", device], { what: `grow the file system on ${device}`, deadlineMs: 600_000 });
  context.log(`${host.label}: grew the file system on ${device} to the device's new size`);
}

async function look(
  context: HandlerContext,
  host: Host,
  path: string,
): Promise<Record<string, string> & { device: string }> {
  const { clock, signal, status } = context;
  return until(
    async () => {
      const { stdout, code } = await host.run(["sh", "-c", LOOK, "look", path], {
        codes: [0, ABSENT],
        what: `look at ${path}`,
        idempotent: true,
      });
      if (code === ABSENT) return undefined;
      const [device = "", ...lines] = stdout.trim().split("\n");
      const pairs = lines.map((line) => [line.replace(/=.*/, ""), line.replace(/^[^=]*=/, "")]);
      return { ...Object.fromEntries(pairs), device };
    },
    {
      what: `the disk ${path}`,
      deadlineMs: 120_000,
      host: host.label,
      fix: "Attach the disk, or name one of `ls -l /dev/disk/by-id`.",
      clock,
      signal,
      onWait: () => status(`waiting for the disk ${path}`),
    },
  );
}

async function format(host: Host, path: string, owner: string): Promise<void> {
  try {
    await host.run(["sh", "-c", FORMAT, "format", path, owner], { what: `format ${path}`, deadlineMs: 600_000 });
  } catch (error) {
    if (!(error instanceof SwarmError) || error.code !== "SSH_COMMAND_FAILED") throw error;
    throw new SwarmError({
      code: "NFS_DISK_NOT_BLANK",
      summary: `Refused to format ${path}, or could not`,
      host: host.label,
      cause: messageOf(error.cause ?? error),
      fix: "Name the right disk. If nothing on it is needed, clear its first MiB yourself: `dd if=/dev/zero of=… bs=1M count=1`.",
    });
  }
}
