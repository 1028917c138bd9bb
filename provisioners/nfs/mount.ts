import { SwarmError } from "../core/errors";
import type { Host } from "../docker/host";
import { withBlock } from "../host/block";
import { readText } from "../host/files";
import type { HandlerContext } from "../provider/handler-context";
import type { Filesystem } from "./disk";
import { foreignMount, fstabLine, fstabPath } from "./fstab";
import type { NfsDisk } from "./schema";

/** Mounts the disk now and at every boot, by its UUID. @throws SwarmError `NFS_MOUNT_POINT_TAKEN` */
export async function ensureMounted(host: Host, name: string, disk: NfsDisk, found: Filesystem): Promise<void> {
  const { mountPoint, filesystem } = disk;
  const mounted = await mountedOn(host, mountPoint);
  if (mounted && mounted !== found.device) throw taken(host, mountPoint, `${mounted} is mounted there`);
  const fstab = (await readText(host, fstabPath)) ?? "";
  const foreign = foreignMount(fstab, name, mountPoint);
  if (foreign && foreign !== `UUID=${found.uuid}`)
    throw taken(host, mountPoint, `${fstabPath} mounts ${foreign} there`);
  if (!mounted) await emptyDirectory(host, mountPoint);
  const wanted = foreign ? fstab : withBlock(fstab, name, [fstabLine(found.uuid, mountPoint, filesystem)]);
  if (wanted !== fstab) await writeFstab(host, wanted);
  if (!mounted) await host.run(["mount", mountPoint], { what: `mount ${disk.device} on ${mountPoint}` });
}

/** Takes our line out of fstab and unmounts; what is on the disk stays there. */
export async function release(
  context: HandlerContext,
  host: Host,
  name: string,
  { mountPoint }: NfsDisk,
): Promise<void> {
  const fstab = await readText(host, fstabPath);
  const wanted = fstab && withBlock(fstab, name, []);
  // Without a line of ours the mount is somebody else's.
  if (!wanted || wanted === fstab) return;
  await writeFstab(host, wanted);
  if (!(await mountedOn(host, mountPoint))) return;
  const { code, stderr } = await host.run(["umount", mountPoint], { codes: [0, 32], what: `unmount ${mountPoint}` });
  if (code === 0) return;
  context.log(
    `${host.label}: ${mountPoint} is in use and stays mounted until the next boot: ${stderr.trim()}`,
    "warning",
  );
}

/** Device that is mounted exactly there. */
export async function mountedOn(host: Host, mountPoint: string): Promise<string | undefined> {
  const script = 'if source=$(findmnt -nro SOURCE --mountpoint "$1"); then readlink -f -- "$source"; fi';
  const { stdout } = await host.run(["sh", "-c", script, "look", mountPoint], {
    what: `see what is mounted on ${mountPoint}`,
    idempotent: true,
  });
  return stdout.trim() || undefined;
}

async function emptyDirectory(host: Host, path: string): Promise<void> {
  const script = 'mkdir -p -- "$1" && ls -A -- "$1"';
  const { stdout } = await host.run(["sh", "-c", script, "look", path], { what: `make ${path}`, idempotent: true });
  const [first] = stdout.trim().split("\n");
  if (first) throw taken(host, path, `the directory holds data (${first}), which the mount would hide`);
}

async function writeFstab(host: Host, text: string): Promise<void> {
  await host.upload(fstabPath, text);
  await host.run(["systemctl", "daemon-reload"], { what: "tell systemd of the new fstab", idempotent: true });
}

function taken(host: Host, mountPoint: string, cause: string): SwarmError {
  return new SwarmError({
    code: "NFS_MOUNT_POINT_TAKEN",
    summary: `Refused to mount the disk on ${mountPoint}`,
    host: host.label,
    cause,
    fix: "Choose another `disk.mountPoint`, or move away what is there.",
  });
}
