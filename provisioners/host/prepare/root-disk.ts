import type { Problem } from "../../provider/resource";
import type { Properties } from "../../provider/wire";
import type { Step, Wanted } from "./step";

/**
 * Says what is due where the disk has at least 16 MiB more than the partition, or the partition than its file system. Only
 * a partition that is the last on its disk can grow; other file systems than ext4 grow at the next boot, by cloud-init.
 */
const LOOK = `set -eu
if [ "$(findmnt -no FSTYPE /)" != ext4 ]; then exit 0; fi
device=$(readlink -f -- "$(findmnt -no SOURCE /)")
if [ ! -b "$device" ]; then exit 0; fi
block=/sys/class/block/\${device##*/}
if [ -f "$block/partition" ]; then
  number=$(cat "$block/partition")
  disk=$(dirname "$(readlink -f "$block")")
  free=$(($(cat "$disk/size") - $(cat "$block/start") - $(cat "$block/size")))
  if [ "$free" -ge 32768 ]; then echo "partition /dev/\${disk##*/} $number"; fi
fi
head=$(LC_ALL=C dumpe2fs -h -- "$device" 2>/dev/null)
blocks=$(echo "$head" | sed -n 's/^Block count: *//p')
size=$(echo "$head" | sed -n 's/^Block size: *//p')
if [ $(($(blockdev --getsize64 "$device") - blocks * size)) -ge 16777216 ]; then echo due; fi
echo "device $device"`;

const LONG_MS = 600_000;

/** What a machine's source has added to its disk goes to the root file system, which stays mounted. */
export const rootDisk: Step = async (host, { rootDisk: wanted }) => {
  if (wanted === undefined) return [];
  const what = "look at the root disk and its file system";
  const { stdout } = await host.run(["sh", "-c", LOOK, "look"], { what, idempotent: true });
  const lines = stdout.split("\n").map((line) => line.trim().split(" "));
  const [, disk, number] = lines.find(([key]) => key === "partition") ?? [];
  const [, device] = lines.find(([key]) => key === "device") ?? [];
  if (!device || !(disk || lines.some(([key]) => key === "due"))) return [];
  const grow =
    disk && number ? [{ script: ["growpart", disk, number], what: `grow partition ${number} of ${disk}` }] : [];
  const resize = { script: ["resize2fs", device], what: `grow the file system on ${device}`, deadlineMs: LONG_MS };
  return [{ what: `the root file system grown to its disk's ${wanted} GiB`, commands: [...grow, resize] }];
};

/** A disk grows in place and never shrinks; that another machine may have a smaller one is seen by its connection. */
export function rootDiskProblems(state: Pick<Wanted, "rootDisk" | "connection">, inputs: Properties): Problem[] {
  const [before, wanted] = [state.rootDisk, inputs.rootDisk];
  if (before === undefined || typeof wanted !== "number" || wanted >= before) return [];
  const { host, hostKey } = (inputs.connection ?? {}) as Partial<Wanted["connection"]>;
  if (host !== state.connection.host || hostKey !== state.connection.hostKey) return [];
  const reason = `is ${before} GiB and cannot become ${wanted}: a disk never shrinks. Set the pool's \`disk\` back to ${before}, or take another pool for machines with smaller disks`;
  return [{ property: "rootDisk", reason }];
}
