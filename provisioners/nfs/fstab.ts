export const fstabPath = "/etc/fstab";

const begin = (name: string) => `# BEGIN pulumi-swarm ${name}`;
const end = (name: string) => `# END pulumi-swarm ${name}`;

/** Pure: fstab with our block holding `line`, or without our block; `undefined` when nothing differs. */
export function withBlock(text: string, name: string, line: string | undefined): string | undefined {
  const block = line === undefined ? "" : `${begin(name)}\n${line}\n${end(name)}\n`;
  if (block && text.includes(block)) return undefined;
  const rest = withoutBlock(text, name);
  const ended = rest === "" || rest.endsWith("\n") ? rest : `${rest}\n`;
  const wanted = block ? ended + block : rest;
  return wanted === text ? undefined : wanted;
}

/** Pure: what lines other than ours mount on a directory: `UUID=…` or a device. */
export function foreignMount(text: string, name: string, mountPoint: string): string | undefined {
  const rows = withoutBlock(text, name)
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return rows.find(([source, target]) => source && !source.startsWith("#") && target === mountPoint)?.[0];
}

/** A missing disk must not keep the host from booting; its exports are not served meanwhile. */
export function fstabLine(uuid: string, mountPoint: string, filesystem: string): string {
  return `UUID=${uuid} ${mountPoint} ${filesystem} defaults,nofail,x-systemd.device-timeout=90s 0 2`;
}

function withoutBlock(text: string, name: string): string {
  const lines = text.split("\n");
  const first = lines.indexOf(begin(name));
  const last = lines.indexOf(end(name), first);
  if (first < 0 || last < 0) return text;
  return [...lines.slice(0, first), ...lines.slice(last + 1)].join("\n");
}
