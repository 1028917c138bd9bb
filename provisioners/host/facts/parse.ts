export type Family = "debian" | "rhel" | "suse" | "alpine" | "arch" | "unknown";

export interface Os {
  id: string;
  like: string[];
  version: string;
  codename: string;
  name: string;
}

export interface Disk {
  path: string;
  /** MiB free. */
  free: number;
}

/** The running daemon. */
export interface DaemonFacts {
  /** State of the host in its swarm: `inactive`, `active`, … */
  swarm: string;
  liveRestore: boolean;
  /** What it makes its packet filter rules with, such as `iptables`; told since version 29. */
  firewall?: string;
}

/** /etc/os-release */
export function parseOs(text: string): Os {
  const release = parseRelease(text);
  return {
    id: release.ID ?? "linux",
    like: (release.ID_LIKE ?? "").split(/\s+/).filter(Boolean),
    version: release.VERSION_ID ?? "",
    codename: release.VERSION_CODENAME ?? "",
    name: release.PRETTY_NAME ?? release.ID ?? "Linux",
  };
}

function parseRelease(text: string): Record<string, string> {
  const pairs = text.split("\n").flatMap((line) => {
    const found = line.match(/^([A-Z_]+)=(.*)$/);
    return found ? [[found[1], found[2]?.replace(/^(["'])(.*)\1$/, "$2")]] : [];
  });
  return Object.fromEntries(pairs);
}

const families: [Family, string[]][] = [
  ["debian", ["debian", "ubuntu"]],
  ["rhel", ["rhel", "fedora", "centos", "rocky", "almalinux", "amzn"]],
  ["suse", ["suse", "opensuse", "sles"]],
  ["alpine", ["alpine"]],
  ["arch", ["arch"]],
];

export function familyOf({ id, like }: Os): Family {
  const names = [id, ...like];
  return families.find(([, known]) => names.some((name) => known.includes(name)))?.[0] ?? "unknown";
}

export function parseMemory(text: string): number | undefined {
  const [, kib] = text.match(/(\d+) kB/) ?? [];
  return kib === undefined ? undefined : Math.floor(Number(kib) / 1024);
}

/** The path, then df's header and row. */
export function parseDisk(text: string): Disk | undefined {
  const [path, , row = ""] = text.split("\n");
  const [, free] = row.match(/\s\d+\s+\d+\s+(\d+)\s+\d+%\s/) ?? [];
  return path && free ? { path, free: Math.floor(Number(free) / 1024) } : undefined;
}

export function parseDaemon(text: string): DaemonFacts | undefined {
  if (!text) return undefined;
  const info = JSON.parse(text) as {
    ServerVersion?: string;
    LiveRestoreEnabled?: boolean;
    Swarm?: { LocalNodeState?: string };
    FirewallBackend?: { Driver?: string };
  };
  if (!info.ServerVersion) return undefined;
  return {
    swarm: info.Swarm?.LocalNodeState || "inactive",
    liveRestore: info.LiveRestoreEnabled === true,
    firewall: info.FirewallBackend?.Driver,
  };
}

export function parsePackages(text: string): Record<string, string> {
  const rows = text.split("\n").map((line) => line.split("|"));
  return Object.fromEntries(
    rows.flatMap(([name, state, version]) => (name && version ? [[name, `${state?.trim()} ${version}`]] : [])),
  );
}
