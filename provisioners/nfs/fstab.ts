import { withBlock } from "../host/block";

export const fstabPath = "/etc/fstab";

/** Pure: what lines other than ours mount on a directory: `UUID=…` or a device. */
export function foreignMount(text: string, name: string, mountPoint: string): string | undefined {
  const rows = withBlock(text, name, [])
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return rows.find(([source, target]) => source && !source.startsWith("#") && target === mountPoint)?.[0];
}

/** A missing disk must not keep the host from booting; its exports are not served meanwhile. */
export function fstabLine(uuid: string, mountPoint: string, filesystem: string): string {
  return `UUID=${uuid} ${mountPoint} ${filesystem} defaults,nofail,x-systemd.device-timeout=90s 0 2`;
}
